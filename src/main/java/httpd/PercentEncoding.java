package httpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HexFormat;

/** Encodes and decodes percent-encoded UTF-8 (RFC 3986, section 2.1). */
public final class PercentEncoding {

  private static final String UNRESERVED_SYMBOLS = "-._~";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /**
   * Decodes all escapes. Bytes of UTF-8 that a client has sent bare, each a character from U+0080
   * to U+00FF, count as escaped if the result is UTF-8, and as these characters otherwise.
   *
   * @throws HttpException 400 if an escape is malformed, or the result is not UTF-8
   */
  public static String decode(String text) {
    if (hasBareBytes(text)) {
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(text, ISO_8859_1))).toString();
      } catch (CharacterCodingException charactersOfTheirOwn) {
        return decodeEscapes(text);
      }
    }
    return text.indexOf('%') < 0 ? text : decodeEscapes(text);
  }

  /** Encodes a text as one segment of a path: all but letters, digits and {@code -._~}. */
  public static String encode(String text) {
    var encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED_SYMBOLS.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /**
   * Encodes bytes that a peer has sent bare, each a character from U+0080 to U+00FF, and nothing
   * else.
   */
  public static String encodeBareBytes(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    var encoded = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 || c > 0xff) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits((byte) c));
      }
    }
    return encoded.toString();
  }

  /** Encodes characters beyond ASCII, and nothing else. */
  public static String encodeBeyondAscii(String text) {
    return encodeBareBytes(new String(text.getBytes(UTF_8), ISO_8859_1));
  }

  /**
   * Decodes all escapes to bytes, each as the character of its number. A character up to U+00FF
   * counts as a byte that was sent bare.
   *
   * @throws HttpException 400 if an escape is malformed
   */
  public static String decodeToBytes(String text) {
    return new String(bytes(text, isSent(text) ? ISO_8859_1 : UTF_8), ISO_8859_1);
  }

  private static boolean isSent(String text) {
    return text.chars().allMatch(c -> c <= 0xff);
  }

  private static boolean hasBareBytes(String text) {
    boolean found = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
      found |= text.charAt(i) >= 0x80;
    }
    return found;
  }

  private static String decodeEscapes(String text) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(text, UTF_8))).toString();
    } catch (CharacterCodingException e) {
      throw new HttpException(400, "\"" + text + "\" is not percent-encoded UTF-8");
    }
  }

  private static byte[] bytes(String text, Charset bare) {
    var bytes = new ByteArrayOutputStream(text.length());
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '%') {
        bytes.write(escape(text, i));
        i += 3;
      } else {
        int end = text.indexOf('%', i);
        end = end < 0 ? text.length() : end;
        bytes.writeBytes(text.substring(i, end).getBytes(bare));
        i = end;
      }
    }
    return bytes.toByteArray();
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
