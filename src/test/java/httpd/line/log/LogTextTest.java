package httpd.line.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G-30 and G-31: what a log may have in it. */
class LogTextTest {

  private static final String NASTY =
      "a\u0000\t\n\r\u001b[2J\u007f\u0085\u009b\u2028\u2029\u202e\u2066\ud83d\\z";
  private static final String HARMLESS =
      "a\\x00\\x09\\x0a\\x0d\\x1b[2J\\x7f\\xc2\\x85\\xc2\\x9b\\xe2\\x80\\xa8\\xe2\\x80\\xa9"
          + "\\xe2\\x80\\xae\\xe2\\x81\\xa6\\ud83d\\z";

  @Test
  @DisplayName("G-30 controls, line breaks, directions and lone surrogates become their bytes")
  void escaped() {
    assertEquals(HARMLESS, LogText.of(NASTY));
    for (int c = 0; c < 0xa0; c++) {
      boolean isControl = c < ' ' || c >= 0x7f;
      assertEquals(isControl, !LogText.of("" + (char) c).equals("" + (char) c), "U+" + c);
    }
  }

  @Test
  @DisplayName("G-30 harmless text stays unchanged, and escaping it twice changes nothing")
  void stable() {
    var text = "GET /caf\u00e9 \ud83d\ude00 \"quoted\" \\x1b C:\\dir \u0645\u0631";
    assertSame(text, LogText.of(text));
    assertEquals(HARMLESS, LogText.of(LogText.of(NASTY)));
  }

  @Test
  @DisplayName("G-30 bytes that are no UTF-8 become \\xHH, and those around them stay")
  void bytes() {
    assertEquals("\u00e9", LogText.of("\u00e9".getBytes(UTF_8)));
    byte[] broken = {'\t', (byte) 0x9b, (byte) 0xc3, (byte) 0xa9, (byte) 0xff, 0x1b, (byte) 0xe2};
    assertEquals("\t\\x9b\u00e9\\xff\\x1b\\xe2", LogText.of(broken));
  }

  @Test
  @DisplayName("G-30 tabs within a line, and line feeds of our own tables, are kept where asked")
  void kept() {
    assertEquals("a\tb\\x0a", LogText.withTabs("a\tb\n"));
    assertEquals("a\n\tb\\x1b\n", LogText.lines("a\r\n\tb\u001b\n"));
  }
}
