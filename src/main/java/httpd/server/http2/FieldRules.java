package httpd.server.http2;

import java.util.Set;

/** Which fields a request may have (RFC 9113, sections 8.2.1 and 8.2.2). */
final class FieldRules {

  private static final Set<String> OF_CONNECTION =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  private static final String SEPARATORS = "\"(),/:;<=>?@[\\]{}";

  private FieldRules() {}

  static void check(CharSequence name, CharSequence value) throws MalformedRequestException {
    checkName(name);
    checkValue(value);
    var text = name.toString();
    if (OF_CONNECTION.contains(text)) {
      throw new MalformedRequestException("the field " + text + ", which is of a connection");
    }
    if (text.equals("te") && !"trailers".contentEquals(value)) {
      throw new MalformedRequestException("the field te with another value than trailers");
    }
  }

  private static void checkName(CharSequence name) throws MalformedRequestException {
    boolean isLowerCase = true;
    for (int i = 0; i < name.length(); i++) {
      isLowerCase &= name.charAt(i) < 'A' || name.charAt(i) > 'Z';
    }
    if (!isLowerCase || !isToken(name)) {
      throw new MalformedRequestException("a field name that is not lower case or not a token");
    }
  }

  /** RFC 9110, section 5.6.2. */
  static boolean isToken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || SEPARATORS.indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static void checkTarget(CharSequence path) throws MalformedRequestException {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw new MalformedRequestException("a :path with a character that must be encoded");
      }
    }
  }

  static void checkValue(CharSequence value) throws MalformedRequestException {
    int length = value.length();
    boolean isValid =
        length == 0 || !(isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)));
    for (int i = 0; i < length && isValid; i++) {
      char c = value.charAt(i);
      isValid = c != 0 && c != '\r' && c != '\n';
    }
    if (!isValid) {
      throw new MalformedRequestException(
          "a field value with a line end, a NUL or blanks around it");
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
