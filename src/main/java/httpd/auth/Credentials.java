package httpd.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a request has in its {@code Authorization} (RFC 9110, section 11.6.2). */
sealed interface Credentials {

  /** The longest field that is looked at. */
  int LONGEST = 4 * 1024;

  /** There are none, or of a scheme that is unknown here. */
  record None() implements Credentials {}

  /** A field that is not valid. */
  record Malformed(String why) implements Credentials {}

  /** A name and a password (RFC 7617). */
  final class Password implements Credentials {

    private final String name;
    private final byte[] password;

    Password(String name, byte[] password) {
      this.name = name;
      this.password = password;
    }

    String name() {
      return name;
    }

    /** Returns its bytes, which are not copied. */
    byte[] password() {
      return password;
    }
  }

  /** A token (RFC 6750, section 2.1). */
  record Token(String token) implements Credentials {

    /** Tells nothing about the token. */
    @Override
    public String toString() {
      return "token";
    }
  }

  /** The syntax of a token. */
  Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  static Credentials of(Headers headers) {
    var fields = headers.all("Authorization");
    if (fields.isEmpty()) {
      return new None();
    }
    if (fields.size() > 1) {
      return new Malformed("the request has more than one Authorization");
    }
    var field = fields.getFirst().strip();
    if (field.length() > LONGEST) {
      return new Malformed("the Authorization is longer than " + LONGEST + " bytes");
    }
    int blank = field.indexOf(' ');
    var scheme = blank < 0 ? field : field.substring(0, blank);
    var rest = blank < 0 ? "" : field.substring(blank).strip();
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "basic" -> basic(rest);
      case "bearer" ->
          TOKEN.matcher(rest).matches()
              ? new Token(rest)
              : new Malformed("the token of the Authorization is not valid");
      default -> new None();
    };
  }

  private static Credentials basic(String encoded) {
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(encoded.getBytes(ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return new Malformed("the Authorization is not Base64");
    }
    int colon = 0;
    while (colon < pair.length && pair[colon] != ':') {
      colon++;
    }
    if (colon == pair.length) {
      return new Malformed("the Authorization has no colon after the name");
    }
    return password(pair, colon);
  }

  static boolean isControl(byte b) {
    return (b >= 0 && b < ' ') || b == 0x7f;
  }

  private static Credentials password(byte[] pair, int colon) {
    for (byte b : pair) {
      if (isControl(b)) {
        return new Malformed("the Authorization has a control character");
      }
    }
    try {
      var name = UTF_8.newDecoder().decode(ByteBuffer.wrap(pair, 0, colon)).toString();
      return new Password(name, Arrays.copyOfRange(pair, colon + 1, pair.length));
    } catch (CharacterCodingException e) {
      return new Malformed("the name in the Authorization is not UTF-8");
    }
  }
}
