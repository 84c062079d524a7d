package httpd.cli.option;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.route.HeaderRule;
import httpd.upstream.connect.TrustedAuthorities;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;

/**
 * Options for upstreams whose values are in files: read while the arguments are, so that a mistake
 * is told before anything listens, and as the user that starts the program.
 */
final class UpstreamFiles {

  private static final String FORM = "write \"Name: value\", \"Name: @FILE\" or \"/path/: Name:\"";

  /** The path and the name in what was to be a rule. */
  private static final Pattern FIELD = Pattern.compile("(?:/[^\\s]*:\\s)?[^\\s:]+:");

  /** More than a secret has, so that another file was meant. */
  private static final int MOST_BYTES = 16 * 1024;

  private UpstreamFiles() {}

  /**
   * Reads {@code [PATH: ]Name: value}; a last word {@code @FILE} is the first line of that file.
   */
  static HeaderRule headerRule(String text) {
    HeaderRule rule;
    try {
      rule = HeaderRule.of(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), FORM);
    }
    int last = rule.value().lastIndexOf(' ') + 1;
    return rule.value().startsWith("@", last) ? withSecret(rule, last) : rule;
  }

  /** What was to be a rule, up to the name of the field: what follows may be a secret. */
  static String withoutSecret(String text) {
    var name = FIELD.matcher(text);
    return name.lookingAt() ? name.group() + " ..." : "...";
  }

  private static HeaderRule withSecret(HeaderRule rule, int place) {
    var name = rule.value().substring(place + 1);
    var secret = new String(bytes(name), ISO_8859_1).lines().findFirst().orElse("").strip();
    if (secret.isEmpty()) {
      throw new InvalidValueException(
          name + " has nothing in its first line", "write the value of " + rule.name() + " there");
    }
    try {
      return rule.withValue(rule.value().substring(0, place) + secret);
    } catch (IllegalArgumentException e) { // Its message may have the secret.
      throw new InvalidValueException(
          name + " has a first line that no field can have", "write plain text there");
    }
  }

  private static byte[] bytes(String name) {
    try {
      var path = Path.of(name);
      if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
        throw new InvalidValueException(
            name + " is too long for a field", "name the file that has the value alone");
      }
      try (var in = Files.newInputStream(path)) {
        return in.readNBytes(MOST_BYTES);
      }
    } catch (IOException | InvalidPathException e) {
      throw unread(name, e);
    }
  }

  /** Reads authorities of certificates. */
  static TrustedAuthorities authorities(String name) {
    try {
      return TrustedAuthorities.read(Path.of(name));
    } catch (IOException | InvalidPathException e) {
      throw unread(name, e);
    } catch (GeneralSecurityException e) {
      throw new InvalidValueException(
          name + " has no certificates: " + e.getMessage(),
          "name a file with certificates in PEM, each from BEGIN to END CERTIFICATE");
    }
  }

  private static InvalidValueException unread(String name, Exception cause) {
    var why =
        switch (cause) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "you may not read it";
          default -> String.valueOf(cause.getMessage());
        };
    return new InvalidValueException(
        (name.isEmpty() ? "the file" : name) + " cannot be read: " + why,
        "name a file that this user can read");
  }
}
