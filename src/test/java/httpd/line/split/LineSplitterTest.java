package httpd.line.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * L-5, L-10 and L-15 for whatever is split into lines. Text stands for Latin-1 bytes, so that every
 * byte can be written down.
 */
class LineSplitterTest {

  /** Line feeds and carriage returns in every company, bytes that are no UTF-8, no last ending. */
  private static final String ALL_SORTS =
      "a\nbc\r\n\r\n\n\rlone\rcr\n\r\r\n\u00ff\u00fe\u0000\nlonger than the others\r\nlast";

  private static final List<Line> ITS_LINES =
      List.of(
          line("a", Line.Ending.LF),
          line("bc", Line.Ending.CR_LF),
          line("", Line.Ending.CR_LF),
          line("", Line.Ending.LF),
          line("\rlone\rcr", Line.Ending.LF),
          line("\r", Line.Ending.CR_LF),
          line("\u00ff\u00fe\u0000", Line.Ending.LF),
          line("longer than the others", Line.Ending.CR_LF),
          line("last", Line.Ending.NONE));

  private static Line line(String content, Line.Ending ending) {
    return new Line(content.getBytes(ISO_8859_1), ending);
  }

  /** The lines of a text that comes in parts, cut at these positions. */
  private static List<Line> lines(LineSplitter splitter, String text, int... cuts) {
    var lines = new ArrayList<Line>();
    splitAt(splitter, text, lines, cuts);
    splitter.end(lines::add);
    return lines;
  }

  private static void splitAt(LineSplitter splitter, String text, List<Line> lines, int... cuts) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    int from = 0;
    for (int to : IntStream.concat(Arrays.stream(cuts), IntStream.of(bytes.length)).toArray()) {
      splitter.split(bytes, from, to - from, lines::add);
      from = to;
    }
  }

  @Test
  @DisplayName("L-10 LF and CR LF end a line; a lone CR is part of it")
  void lfAndCrLfEndALineALoneCrIsPartOfIt() {
    assertEquals(ITS_LINES, lines(new LineSplitter(), ALL_SORTS));
  }

  @Test
  void whereverTheBytesAreCutTheLinesAreTheSame() {
    int length = ALL_SORTS.length();
    for (int one = 0; one <= length; one++) {
      for (int two = one; two <= length; two++) {
        var lines = lines(new LineSplitter(), ALL_SORTS, one, two);
        assertEquals(ITS_LINES, lines, "cut at " + one + " and " + two);
      }
    }
  }

  @Test
  void byteByByteTheLinesAreTheSame() {
    int[] everywhere = IntStream.range(1, ALL_SORTS.length()).toArray();
    assertEquals(ITS_LINES, lines(new LineSplitter(), ALL_SORTS, everywhere));
  }

  @Test
  void aLineIsGivenAsSoonAsItsEndingIsThere() {
    var splitter = new LineSplitter();
    var lines = new ArrayList<Line>();
    byte[] bytes = "a\nb\r\nc".getBytes(ISO_8859_1);
    int[] given = {0, 1, 1, 1, 2, 2};
    for (int i = 0; i < bytes.length; i++) {
      splitter.split(bytes, i, 1, lines::add);
      assertEquals(given[i], lines.size(), "after byte " + i);
    }
  }

  @Test
  void noBytesAreNoLineAndAnEndingIsNoFurtherOne() {
    assertEquals(List.of(), lines(new LineSplitter(), ""));
    assertEquals(List.of(line("a", Line.Ending.LF)), lines(new LineSplitter(), "a\n"));
    assertEquals(List.of(line("\r", Line.Ending.NONE)), lines(new LineSplitter(), "\r"));
  }

  @Test
  void theCallersBytesMayChangeAfterwards() {
    var splitter = new LineSplitter();
    var lines = new ArrayList<Line>();
    byte[] buffer = "one\ntw".getBytes(ISO_8859_1);
    splitter.split(buffer, 0, buffer.length, lines::add);
    Arrays.fill(buffer, (byte) '\n');
    buffer[0] = 'o';
    splitter.split(buffer, 0, 2, lines::add);
    assertEquals(List.of(line("one", Line.Ending.LF), line("two", Line.Ending.LF)), lines);
  }

  @Test
  void onlyTheGivenPartOfTheBytesCounts() {
    var splitter = new LineSplitter();
    var lines = new ArrayList<Line>();
    splitter.split("no\nyes\nno\n".getBytes(ISO_8859_1), 3, 4, lines::add);
    splitter.end(lines::add);
    assertEquals(List.of(line("yes", Line.Ending.LF)), lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345\n", "12345\r\n", "12345", "1234\r", "1234\r\r\n", "1234\r\n"})
  void aLineAsLongAsTheLimitIsGivenHoweverItIsCut(String text) {
    var whole = lines(new LineSplitter(5, LongLines.PIECES), text);
    assertEquals(1, whole.size());
    for (int cut = 0; cut <= text.length(); cut++) {
      assertEquals(whole, lines(new LineSplitter(5, LongLines.PIECES), text, cut), "cut at " + cut);
    }
  }

  @Test
  @DisplayName("L-15 lines up to the limit are whole beside a longer one")
  void aLongLineBetweenShortOnesLeavesThemAlone() {
    var longest = "x".repeat(LineLimit.DEFAULT);
    var text = "a\n" + longest + "\nb\n" + longest + "\r\nc";
    int[] reads = IntStream.iterate(4096, at -> at < text.length(), at -> at + 4096).toArray();
    assertEquals(
        List.of(
            line("a", Line.Ending.LF),
            line(longest, Line.Ending.LF),
            line("b", Line.Ending.LF),
            line(longest, Line.Ending.CR_LF),
            line("c", Line.Ending.NONE)),
        lines(new LineSplitter(), text, reads));
  }

  @Test
  @DisplayName("L-16 a long line is given in pieces however it is cut")
  void aLongLineIsGivenInPieces() {
    for (var ending : new String[] {"\n", "\r\n", "", "\r"}) {
      var text = "ok\n12345\r\n" + "x".repeat(23) + "\r" + ending + "\nok\r\n";
      for (int one = 0; one <= text.length(); one++) {
        for (int two = one; two <= text.length(); two++) {
          var splitter = new LineSplitter(5, LongLines.PIECES);
          var pieces = lines(splitter, text, one, two);
          assertEquals(text, joined(pieces));
          assertEquals(line("ok", Line.Ending.LF), pieces.get(0));
          assertEquals(line("12345", Line.Ending.CR_LF), pieces.get(1), "a line of 5 is whole");
          assertEquals(line("ok", Line.Ending.CR_LF), pieces.getLast(), "after the long line");
          assertTrue(pieces.stream().allMatch(piece -> piece.content().length <= 5));
        }
      }
    }
  }

  @Test
  @DisplayName("W-115 a long line is left out alone however it is cut")
  void aLongLineIsLeftOutAlone() {
    var text = "ok\n12345\r\n" + "x".repeat(23) + "\r\nok\nlonger";
    for (int one = 0; one <= text.length(); one++) {
      for (int two = one; two <= text.length(); two++) {
        var splitter = new LineSplitter(5, LongLines.LEAVE_OUT);
        var expected =
            List.of(
                line("ok", Line.Ending.LF),
                line("12345", Line.Ending.CR_LF),
                line("ok", Line.Ending.LF));
        assertEquals(expected, lines(splitter, text, one, two));
        assertEquals(2, splitter.takeLeftOut());
      }
    }
  }

  private static String joined(List<Line> pieces) {
    var bytes = new ByteArrayOutputStream();
    for (var piece : pieces) {
      byte[] all = new byte[piece.length()];
      piece.copyTo(all, 0);
      bytes.writeBytes(all);
    }
    return bytes.toString(ISO_8859_1);
  }

  @Test
  @DisplayName("L-16 of a line that does not end little is held")
  void ofALineThatDoesNotEndLittleIsHeld() {
    var splitter = new LineSplitter(1000, LongLines.PIECES);
    var pieces = new ArrayList<Line>();
    byte[] read = new byte[64 * 1024];
    for (int i = 0; i < 100; i++) {
      splitter.split(read, 0, read.length, pieces::add);
      assertTrue(splitter.held() <= 1001, "held " + splitter.held());
    }
    splitter.end(pieces::add);
    assertEquals(100 * read.length, pieces.stream().mapToInt(Line::length).sum());
  }
}
