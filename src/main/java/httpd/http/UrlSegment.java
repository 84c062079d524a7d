package httpd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** A name as one segment of a URL's path (RFC 3986, section 3.3), in UTF-8. */
public final class UrlSegment {

  private static final String UNRESERVED_SYMBOLS = "-._~";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UrlSegment() {}

  /** Encodes all but letters, digits and {@code -._~}. */
  public static String encode(String name) {
    var encoded = new StringBuilder(name.length());
    for (byte b : name.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED_SYMBOLS.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
