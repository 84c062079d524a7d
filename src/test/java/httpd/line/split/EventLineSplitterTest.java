package httpd.line.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventLineSplitterTest {

  private final EventLineSplitter splitter = new EventLineSplitter();
  private final List<Line> lines = new ArrayList<>();

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private void split(String text) {
    splitter.split(bytes(text), 0, text.length(), lines::add);
  }

  private static Line line(String text, Line.Ending ending) {
    return new Line(bytes(text), ending);
  }

  @Test
  @DisplayName("U-60 CR, LF and CR LF each end a line, wherever the reads are cut")
  void anyReads() {
    for (int seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(new String[] {"x", "yy", "\n", "\r\n", "\r"}[random.nextInt(5)]);
      }
      var bytes = bytes(text.toString());
      var cut = lines(new EventLineSplitter(), bytes, random, false);
      assertEquals(lines(new EventLineSplitter(), bytes, null, false), cut, "seed " + seed);
      assertArrayEquals(bytes, joined(cut), "seed " + seed);
      var texts = List.of(text.toString().split("\r\n|\r|\n", -1));
      var expected = texts.getLast().isEmpty() ? texts.subList(0, texts.size() - 1) : texts;
      assertEquals(expected, cut.stream().map(Line::text).toList(), "seed " + seed);
      var taken = lines(new EventLineSplitter(), bytes, random, true);
      assertEquals(expected, taken.stream().map(Line::text).toList(), "seed " + seed);
    }
  }

  private static List<Line> lines(
      EventLineSplitter splitter, byte[] bytes, Random cuts, boolean taking) {
    var lines = new ArrayList<Line>();
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(cuts == null ? bytes.length : 1 + cuts.nextInt(4), bytes.length - from);
      splitter.split(bytes, from, length, lines::add);
      from += length;
      if (taking) {
        splitter.takeUnfinished().ifPresent(lines::add);
      }
    }
    splitter.end(lines::add);
    return lines;
  }

  private static byte[] joined(List<Line> lines) {
    var all = new ByteArrayOutputStream();
    for (var line : lines) {
      var bytes = new byte[line.length()];
      line.copyTo(bytes, 0);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  @Test
  @DisplayName("U-60 a line that ended with CR waits for an LF until it is taken")
  void taken() {
    split("a\rb\r");
    assertEquals(List.of(line("a", Line.Ending.CR)), lines);
    long b = splitter.unfinished();
    assertEquals(line("b", Line.Ending.CR), splitter.takeUnfinished().orElseThrow());
    assertEquals(UnfinishedLine.NONE, splitter.unfinished());
    split("\nc\r");
    assertEquals(1, lines.size(), "the LF belongs to the line that was taken");
    assertEquals(b + 1, splitter.unfinished());
    split("\n\n");
    assertEquals(
        List.of(line("c", Line.Ending.CR_LF), line("", Line.Ending.LF)), lines.subList(1, 3));
  }

  @Test
  @DisplayName("U-30 a line over the limit is given in pieces, wherever the reads are cut")
  void pieces() {
    for (var ending : List.of("\n", "\r\n", "\r", "")) {
      var bytes = bytes("12345\r\n" + "x".repeat(12) + ending);
      for (int seed = 0; seed < 200; seed++) {
        var random = new Random(seed);
        var pieces = lines(new EventLineSplitter(5), bytes, random, false);
        assertArrayEquals(bytes, joined(pieces), "seed " + seed);
        assertEquals(line("12345", Line.Ending.CR_LF), pieces.getFirst(), "a line of 5 is whole");
        assertEquals(
            List.of(5, 5, 5, 2), pieces.stream().map(piece -> piece.content().length).toList());
        assertEquals(Line.Ending.NONE, pieces.get(2).ending());
      }
    }
  }
}
