package httpd.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** V-132 to V-134: where something may stand between the bytes of an event stream. */
class LineBoundaryTest {

  private final LineBoundary boundary = new LineBoundary();

  private static Line piece(String text) {
    return new Line(text.getBytes(ISO_8859_1), Line.Ending.NONE);
  }

  private String place() {
    if (boundary.isBetweenEvents()) {
      return "between events";
    }
    return boundary.isAtLineStart() ? "between lines" : "within a line";
  }

  /** Pieces are divided by {@code |}; {@code ↓} and {@code ←} stand for LF and CR. */
  @ParameterizedTest
  @CsvSource({
    "'', between events",
    "data: x, within a line",
    "data: x↓, between lines",
    "data: x←, between lines",
    "data: x|↓, between lines",
    "data: x|↓|↓, between events",
    "data: x←|↓, between lines",
    "data: x←|↓←, between events",
    "data: x←↓←|↓, between events",
    "data: x←←, between events",
    "data: x←←|↓, between events",
    "data: x↓|:, within a line",
    "data: x↓|:↓, between lines",
    "data: x↓↓|:↓, between events",
    "data: x↓↓|: a long comment|↓, between events",
    "data: x↓↓|: a long comm|ent, within a line",
    "data: x↓|: a long comment|↓, between lines",
    ": a comment↓id: 1↓, between lines",
    "↓↓, between events",
    "d, within a line",
    "d↓, between lines"
  })
  @DisplayName("V-132, V-134 a line has ended, an event has ended, or neither")
  void places(String pieces, String expected) {
    for (var text : pieces.split("\\|")) {
      boundary.pass(piece(text.replace('↓', '\n').replace('←', '\r')));
    }
    assertEquals(expected, place());
  }

  @Test
  @DisplayName("V-132 an ending that is told apart counts like one within the bytes")
  void endings() {
    boundary.pass(piece("a long line that is given in pieces, "));
    boundary.pass(new Line(new byte[0], Line.Ending.LF));
    assertEquals("between lines", place());
    boundary.pass(new Line("data: x\r".getBytes(ISO_8859_1), Line.Ending.LF));
    assertEquals("between lines", place(), "CR LF is one line end");
    boundary.pass(new Line("data: x\r".getBytes(ISO_8859_1), Line.Ending.CR_LF));
    assertEquals("between events", place(), "CR, CR LF are two");
    boundary.pass(Line.of("data: x"));
    boundary.pass(new Line(new byte[0], Line.Ending.CR_LF));
    assertEquals("between events", place());
  }

  /** The rules of the standard, byte by byte. */
  private static final class Standard {
    private boolean open;
    private boolean inLine;
    private boolean comment;
    private char last;

    void read(char c) {
      boolean crLf = last == '\r' && c == '\n';
      last = c;
      if (crLf) {
        return;
      }
      if (c == '\n' || c == '\r') {
        open = inLine ? open || !comment : false;
        inLine = false;
      } else if (!inLine) {
        inLine = true;
        comment = c == ':';
      }
    }
  }

  @Test
  @DisplayName(
      "V-132 however the bytes are cut, it never takes a line or an event for ended too soon")
  void anyCut() {
    var random = new Random(1);
    for (int run = 0; run < 20_000; run++) {
      var tested = new LineBoundary();
      var standard = new Standard();
      for (int i = random.nextInt(8); i >= 0; i--) {
        var text = new StringBuilder();
        for (int length = random.nextInt(9); length > 0; length--) {
          text.append("\r\n:x".charAt(random.nextInt(4)));
        }
        var line = new Line(text.toString().getBytes(ISO_8859_1), ending(random));
        tested.pass(line);
        var bytes = new byte[line.length()];
        line.copyTo(bytes, 0);
        new String(bytes, ISO_8859_1).chars().forEach(c -> standard.read((char) c));
      }
      assertEquals(!standard.inLine, tested.isAtLineStart());
      assertEquals(standard.last == '\r', tested.isAfterCr());
      assertFalse(tested.isBetweenEvents() && (standard.open || standard.inLine));
      tested.pass(piece("\n\n"));
      assertTrue(tested.isBetweenEvents());
    }
  }

  private static Line.Ending ending(Random random) {
    var all = Line.Ending.values();
    return all[random.nextInt(all.length)];
  }
}
