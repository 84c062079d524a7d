package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Percent-encoded text (RFC 3986, section 2.1), in UTF-8. */
public final class PercentEncoding {

  private PercentEncoding() {}

  /**
   * Decodes every escape.
   *
   * @throws HttpException 400 if an escape is cut off, is not hexadecimal, or does not decode to
   *     UTF-8
   */
  public static String decode(String text) {
    return text.indexOf('%') < 0 ? text : decodeEscapes(text);
  }

  private static String decodeEscapes(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '%') {
        bytes.write(escape(text, i));
        i += 3;
      } else {
        int end = text.indexOf('%', i);
        end = end < 0 ? text.length() : end;
        bytes.writeBytes(text.substring(i, end).getBytes(UTF_8));
        i = end;
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new HttpException(400, "\"" + text + "\" is not percent-encoded UTF-8");
    }
  }

  private static int escape(String text, int at) {
    int high = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new HttpException(400, "\"" + text + "\" has a broken percent escape");
    }
    return 16 * high + low;
  }
}
