package httpd.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112, section 7.1, around every length at which the size takes one more digit. */
class FramingTest {

  private static final int MARGIN = 3;

  /** What should be sent for a line, said in another way than the code says it. */
  static String framed(Framing framing, Line line) {
    var bytes = line.text() + ending(line);
    return switch (framing) {
      case CHUNKED -> bytes.isEmpty() ? "" : "%x\r\n%s\r\n".formatted(bytes.length(), bytes);
      case KNOWN_LENGTH, UNTIL_CLOSE, UNTIL_END_STREAM -> bytes;
      case MESSAGES -> throw new IllegalArgumentException("not a framing of HTTP");
    };
  }

  private static String ending(Line line) {
    return switch (line.ending()) {
      case LF -> "\n";
      case CR_LF -> "\r\n";
      case CR -> "\r";
      case NONE -> "";
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0xe, 0xf, 0x10, 0xff, 0x100, 0xfff, 0x1000, 0xffff, 0x10000, 0xfffff})
  @DisplayName("S-3, S-8, S-291 the bytes are as many as announced, and the same in steps")
  void lengths(int length) {
    for (var framing : EnumSet.complementOf(EnumSet.of(Framing.MESSAGES))) {
      for (var ending : Line.Ending.values()) {
        assertFramed(framing, new Line("x".repeat(length).getBytes(US_ASCII), ending));
      }
    }
  }

  /** Written in steps that end within the size, the line and what comes after it. */
  private static byte[] inParts(LongLine line, int length) {
    byte[] target = new byte[length];
    int at = 0;
    for (int room = 1; !line.isWritten(); room = 2 * room + 1) {
      at += line.write(target, at, Math.min(room, length - at));
    }
    assertEquals(length, at);
    return target;
  }

  private static void assertFramed(Framing framing, Line line) {
    byte[] expected = framed(framing, line).getBytes(US_ASCII);
    assertEquals(expected.length, framing.length(line));
    byte[] target = new byte[expected.length + 2 * MARGIN];
    byte[] around = target.clone();
    System.arraycopy(expected, 0, around, MARGIN, expected.length);
    assertEquals(expected.length, framing.write(line, target, MARGIN));
    assertArrayEquals(around, target);
    if (line.length() > 0) { // One without bytes is never too long to be copied.
      assertArrayEquals(expected, inParts(framing.parts(line), expected.length));
    }
  }
}
