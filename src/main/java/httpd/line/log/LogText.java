package httpd.line.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/**
 * Text for a log or a terminal that may come from a client or an upstream. Characters that could
 * end a line, control a terminal or reorder text are replaced by their UTF-8 bytes as {@code \x1b}:
 *
 * <ul>
 *   <li>control characters: C0, DEL and C1;
 *   <li>the line and paragraph separators U+2028 and U+2029;
 *   <li>controls of the writing direction, as U+202E;
 *   <li>unpaired surrogates, as <code>\</code>{@code ud800}, and bytes that are not UTF-8.
 * </ul>
 *
 * <p>A backslash stays a backslash, so escaping twice is the same as escaping once: each layer can
 * escape, whatever the others do.
 */
public final class LogText {

  private static final HexFormat HEX = HexFormat.of();
  private static final int DELETE = 0x7f;

  /** Characters of a message, and of what a failure says, once it is escaped. */
  static final int LONGEST = 4 * 1024;

  /** Characters of a path in a message, so that the rest of the message is not cut off. */
  private static final int LONGEST_PATH = 512;

  private LogText() {}

  public static String of(String text) {
    return escape(text, LogText::isUnsafe);
  }

  /** Returns a line of a command or a file, of bytes that should be UTF-8; keeps tabs. */
  public static String of(byte[] bytes) {
    try {
      return withTabs(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      var text = new StringBuilder();
      for (int at = 0; at < bytes.length; ) {
        int length = characterAt(bytes, at);
        text.append(
            length > 0
                ? withTabs(new String(bytes, at, length, UTF_8))
                : "\\x" + HEX.toHexDigits(bytes[at]));
        at += Math.max(1, length);
      }
      return text.toString();
    }
  }

  /** Returns what a client has sent, each character a byte, as one line. */
  public static String ofSent(String bytes) {
    return of(bytes.getBytes(ISO_8859_1));
  }

  /** Returns one line with its tabs: programs align their output with them. */
  public static String withTabs(String line) {
    return escape(line, c -> c != '\t' && isUnsafe(c));
  }

  public static String request(String method, String path) {
    return of(cut(method, LONGEST_PATH)) + " " + ofSent(cut(path, LONGEST_PATH));
  }

  /** Returns the text, or its beginning and how many characters follow. */
  public static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "...+" + (text.length() - end);
  }

  /** Returns text with its line feeds and tabs: a table, or a compiler's errors. */
  public static String lines(String lines) {
    return escape(lines.replace("\r\n", "\n"), c -> c != '\n' && c != '\t' && isUnsafe(c));
  }

  /**
   * Returns a field of a line that programs parse: only printable ASCII is left, without quotes and
   * backslashes. Not to be applied twice.
   */
  public static String field(String text) {
    return escape(text, LogText::isNotPlain);
  }

  /** Returns what a client has sent, each character a byte, as a {@link #field}. */
  public static String sentField(String bytes) {
    if (!has(bytes, LogText::isNotPlain)) {
      return bytes;
    }
    var result = new StringBuilder(bytes.length() + 16);
    for (byte octet : bytes.getBytes(ISO_8859_1)) {
      result.append(isNotPlain(octet) ? "\\x" + HEX.toHexDigits(octet) : (char) octet);
    }
    return result.toString();
  }

  private static boolean isNotPlain(int c) {
    return c < ' ' || c >= DELETE || c == '"' || c == '\\';
  }

  private static boolean isUnsafe(int c) {
    if (c >= ' ' && c < DELETE) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> isDirection(c);
      default -> false;
    };
  }

  /** Unicode Standard Annex 9, section 2. */
  private static boolean isDirection(int c) {
    return c == 0x061c
        || (c >= 0x200e && c <= 0x200f)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static String escape(String text, IntPredicate escaped) {
    if (!has(text, escaped)) {
      return text;
    }
    var result = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (escaped.test(c)) {
            append(result, c);
          } else {
            result.appendCodePoint(c);
          }
        });
    return result.toString();
  }

  /** Nearly always nothing has to be escaped, and each request is logged. */
  private static boolean has(String text, IntPredicate wanted) {
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (wanted.test(c)) {
        return true;
      }
      at += Character.charCount(c);
    }
    return false;
  }

  private static void append(StringBuilder result, int c) {
    if (Character.getType(c) == Character.SURROGATE) {
      result.append("\\u").append(HEX.toHexDigits((char) c));
      return;
    }
    for (byte octet : Character.toString(c).getBytes(UTF_8)) {
      result.append("\\x").append(HEX.toHexDigits(octet));
    }
  }

  /** Returns the length in bytes of the character that begins there; 0 if it is not UTF-8. */
  private static int characterAt(byte[] bytes, int at) {
    int lead = bytes[at] & 0xff;
    int length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > bytes.length) {
      return 0;
    }
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
      return length;
    } catch (CharacterCodingException notUtf8) {
      return 0;
    }
  }
}
