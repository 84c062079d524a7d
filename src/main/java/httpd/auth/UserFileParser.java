package httpd.auth;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the text of a file of users: a line is a comment, {@code NAME:HASH} as {@code htpasswd -B}
 * writes it, or {@code token NAME sha256:HEX}. Messages have neither hashes nor passwords.
 */
final class UserFileParser {

  private static final Pattern TOKEN = Pattern.compile("token\\s+(\\S+)\\s+sha256:(\\S+)");
  private static final Pattern DIGEST = Pattern.compile("[0-9A-Fa-f]{64}");

  /** What {@code htpasswd} writes without {@code -B}, and how each begins. */
  private static final Map<String, String> WEAK =
      Map.of("$apr1$", "MD5", "{SHA}", "SHA-1", "$1$", "MD5", "$5$", "SHA-256", "$6$", "SHA-512");

  private final String file;
  private final Map<String, PasswordHash> passwords = new LinkedHashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private int number;

  private UserFileParser(String file) {
    this.file = file;
  }

  static Users parse(String file, String text) throws UserFileException {
    var parser = new UserFileParser(file);
    for (var line : text.lines().toList()) {
      parser.number++;
      parser.add(line.strip());
    }
    if (parser.passwords.isEmpty() && parser.tokens.isEmpty()) {
      throw new UserFileException(
          file + ": there are no users in it", "httpd --hash NAME >>" + file + " adds one");
    }
    return new Users(parser.passwords, parser.tokens, text);
  }

  private void add(String line) throws UserFileException {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    var token = TOKEN.matcher(line);
    if (token.matches()) {
      addToken(token.group(1), token.group(2));
      return;
    }
    int colon = line.indexOf(':');
    if (colon < 0 || line.startsWith("token ")) {
      throw wrong(
          "the line is neither NAME:HASH nor token NAME sha256:HEX",
          "httpd --hash NAME prints a line, and httpd --hash token NAME one for a token");
    }
    addPassword(line.substring(0, colon), line.substring(colon + 1));
  }

  private void addToken(String name, String digest) throws UserFileException {
    checkName(name);
    if (!DIGEST.matcher(digest).matches()) {
      throw wrong(
          "the token of " + name + " needs 64 hexadecimal digits after sha256:",
          "httpd --hash token " + name + " makes a token and its line");
    }
    if (tokens.put(digest.toLowerCase(Locale.ROOT), name) != null) {
      throw wrong("the token of " + name + " is there twice", "remove one of the two lines");
    }
  }

  private void addPassword(String name, String hash) throws UserFileException {
    checkName(name);
    try {
      if (passwords.put(name, PasswordHash.of(hash)) != null) {
        throw wrong("the user " + name + " is there twice", "remove one of the two lines");
      }
    } catch (IllegalArgumentException e) {
      throw wrong(
          "the password of " + name + " " + why(hash, e),
          "htpasswd -B " + file + " " + name + " sets it with bcrypt");
    }
  }

  private static String why(String hash, IllegalArgumentException e) {
    return WEAK.entrySet().stream()
        .filter(weak -> hash.startsWith(weak.getKey()))
        .findFirst()
        .map(weak -> "is hashed with " + weak.getValue() + ", and not with bcrypt")
        .orElse(String.valueOf(e.getMessage()));
  }

  private void checkName(String name) throws UserFileException {
    var mistake = UserName.mistake(name);
    if (mistake != null) {
      throw wrong(mistake, "rename the user");
    }
  }

  private UserFileException wrong(String what, String hint) {
    return new UserFileException(file + ":" + number + ": " + what, hint);
  }
}
