package httpd.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A token in a query, {@code ?authorization=TOKEN}: for an {@code EventSource}, which sets no
 * header fields. Logs must not have it.
 */
public final class QueryToken {

  /** The name of the parameter. */
  public static final String NAME = "authorization";

  private static final String MASK = "...";
  private static final int HEX = 16;

  private QueryToken() {}

  /**
   * Returns a target or a URL with three dots in place of each token.
   *
   * @param url as it was sent: escapes need not be valid
   */
  public static String masked(String url) {
    int question = url.indexOf('?');
    if (question < 0 || !(url.contains(NAME) || url.indexOf('%', question) >= 0)) {
      return url;
    }
    return url.substring(0, question + 1)
        + Stream.of(url.substring(question + 1).split("&", -1))
            .map(QueryToken::maskedPair)
            .collect(Collectors.joining("&"));
  }

  private static String maskedPair(String pair) {
    int equals = pair.indexOf('=');
    return equals >= 0 && isName(pair.substring(0, equals))
        ? pair.substring(0, equals + 1) + MASK
        : pair;
  }

  private static boolean isName(String sent) {
    return sent.equals(NAME) || (sent.indexOf('%') >= 0 && decoded(sent).equals(NAME));
  }

  /** Decodes the escapes that are valid. */
  private static String decoded(String sent) {
    var bytes = new byte[sent.length()];
    int length = 0;
    for (int i = 0; i < sent.length(); i++) {
      int escaped = sent.charAt(i) == '%' ? escaped(sent, i) : -1;
      bytes[length++] = (byte) (escaped < 0 ? sent.charAt(i) : escaped);
      i += escaped < 0 ? 0 : 2;
    }
    return new String(bytes, 0, length, ISO_8859_1);
  }

  private static int escaped(String sent, int at) {
    if (at + 2 >= sent.length()) {
      return -1;
    }
    int high = Character.digit(sent.charAt(at + 1), HEX);
    int low = Character.digit(sent.charAt(at + 2), HEX);
    return high < 0 || low < 0 ? -1 : HEX * high + low;
  }
}
