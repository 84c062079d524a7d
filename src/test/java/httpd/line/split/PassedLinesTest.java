package httpd.line.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines that are passed on: bounded pieces, and the same bytes when they are joined. */
class PassedLinesTest {

  private static final int LONGEST = 64 * 1024;

  @Test
  @DisplayName("W-1 any reads give the same lines, and their bytes are those that came")
  void w1_anyReadsGiveTheSameLines() {
    for (int seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append("x".repeat(random.nextInt(30)));
        text.append(new String[] {"\n", "\r\n", "\r", "\n\n", "\u0000\u00ff"}[random.nextInt(5)]);
      }
      var bytes = text.toString().getBytes(ISO_8859_1);
      int longest = 1 + random.nextInt(20);
      var lines = lines(bytes, () -> 1 + random.nextInt(longest));
      assertEquals(lines(bytes, () -> bytes.length), lines, "seed " + seed);
      assertArrayEquals(bytes, joined(lines), "seed " + seed);
      for (int i = 0; i < lines.size(); i++) {
        boolean last = i == lines.size() - 1;
        assertTrue(last || lines.get(i).ending() != Line.Ending.NONE, "seed " + seed);
        assertEquals(-1, lines.get(i).text().indexOf('\n'), "seed " + seed);
      }
    }
  }

  @Test
  @DisplayName("W-1 a line that is too long to be held is given in pieces, which are bounded")
  void w1_aLongLineIsGivenInPieces() {
    var bytes = ("a\n" + "x".repeat(3 * LONGEST + 5) + "\nb\n").getBytes(ISO_8859_1);
    var lines = lines(bytes, () -> 1000);
    assertArrayEquals(bytes, joined(lines));
    assertEquals(
        List.of(1, 65536, 65536, 65536, 5, 1),
        lines.stream().map(line -> line.content().length).toList());
  }

  @Test
  @DisplayName("W-150 pieces taken anywhere: the same bytes, and only what was taken has no ending")
  void w150_piecesTakenAnywhere() {
    for (int seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(new String[] {"x", "\n", "\r\n", "\r"}[random.nextInt(4)]);
      }
      var bytes = text.toString().getBytes(ISO_8859_1);
      var splitter = splitter();
      var lines = new ArrayList<Line>();
      int taken = 0;
      for (int from = 0; from < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(5), bytes.length - from);
        splitter.split(bytes, from, length, lines::add);
        from += length;
        boolean held = splitter.unfinished() != UnfinishedLine.NONE;
        assertEquals(bytes[from - 1] != '\n', held, "seed " + seed);
        if (random.nextInt(3) == 0) {
          taken += held ? 1 : 0;
          splitter.end(lines::add);
          assertEquals(UnfinishedLine.NONE, splitter.unfinished());
        }
      }
      assertEquals(taken, lines.stream().filter(line -> line.ending() == Line.Ending.NONE).count());
      splitter.end(lines::add);
      assertArrayEquals(bytes, joined(lines), "seed " + seed);
    }
  }

  @Test
  @DisplayName("W-150 what is held has a number of its own, from its first byte to its last")
  void w150_whatIsHeldHasANumber() {
    var splitter = splitter();
    var lines = new ArrayList<Line>();
    long one = held(splitter, "o", lines);
    assertEquals(one, held(splitter, "ne", lines));
    long two = held(splitter, "\ntwo", lines);
    assertTrue(two != one);
    splitter.end(lines::add);
    long rest = held(splitter, "o", lines);
    assertTrue(rest != two);
    assertTrue(rest != held(splitter, "x".repeat(LONGEST + 1), lines));
    assertEquals(UnfinishedLine.NONE, held(splitter, "\n", lines));
  }

  private static LineSplitter splitter() {
    return new LineSplitter(LONGEST, LongLines.UNCOUNTED_PIECES);
  }

  private static long held(LineSplitter splitter, String text, List<Line> lines) {
    var bytes = text.getBytes(ISO_8859_1);
    splitter.split(bytes, 0, bytes.length, lines::add);
    return splitter.unfinished();
  }

  private static List<Line> lines(byte[] bytes, IntSupplier lengths) {
    var splitter = splitter();
    var lines = new ArrayList<Line>();
    for (int from = 0; from < bytes.length; ) {
      int taken = Math.min(lengths.getAsInt(), bytes.length - from);
      splitter.split(bytes, from, taken, lines::add);
      from += taken;
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
}
