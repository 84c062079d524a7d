package httpd.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.split.LineLimit;
import httpd.line.split.WholeLines;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC T-70 to T-74: a line beyond the limit, or a hole, costs no reader its place. */
class LongLinesOfAFileTest {

  private static final int LIMIT = LineLimit.bytes();
  private static final String LONG = "x".repeat(2 * LIMIT + 7);

  @TempDir Path folder;

  private final TailedFiles files = new TailedFiles(Clock.systemUTC());

  @Test
  @DisplayName("T-70 a long line comes in pieces while it is written, and the next one after it")
  void asItGrows() throws Exception {
    var file = write("old\n");
    try (var source = files.file(file.toString()).fromNow()) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, LONG);
      assertEquals(
          new Line("x".repeat(LIMIT).getBytes(UTF_8), Line.Ending.NONE), Take.next(source));
      append(file, "y\r\nnext\n");
      assertEquals("x".repeat(LIMIT), Take.line(source));
      assertEquals(new Line("xxxxxxxy".getBytes(UTF_8), Line.Ending.CR_LF), Take.next(source));
      assertEquals("next", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-71 last lines are counted across a long one, and positions after it hold")
  void inTheHistory() throws Exception {
    var file = write("one\n" + LONG + "\ntwo\n" + "x".repeat(LIMIT) + "\n");
    try (var source = files.file(file.toString()).last(4)) {
      assertEquals("one", Take.line(source));
      assertNext(LONG, file, source);
      assertEquals(LONG + "\n", line(source));
      assertNext("two", file, source);
      assertEquals("two", Take.line(source));
      assertNext("x".repeat(LIMIT), file, source);
    }
  }

  @Test
  @DisplayName("T-70 the positions within a long line are those that are read from the file")
  void withinALine() throws Exception {
    var file = write(LONG + "\nafter\n");
    try (var source = files.file(file.toString()).last(2)) {
      for (int piece = 0; piece < 3; piece++) {
        Take.next(source);
        assertInstanceOf(
            Resumption.Found.class, files.file(file.toString()).after(source.position()));
      }
    }
  }

  @Test
  @DisplayName("T-72 a long line that a rotated file ends within is ended")
  void unfinished() throws Exception {
    var file = write("one\n" + LONG);
    try (var source = files.file(file.toString()).last(1);
        var growing = files.file(file.toString()).fromNow()) {
      assertSame(Poll.PENDING, growing.poll(() -> {}));
      Files.move(file, file.resolveSibling("app.log.1"));
      write("two\n");
      assertEquals("one", Take.line(source));
      for (var each : List.of(source, growing)) {
        assertEquals(LONG + "\n", line(each));
        assertEquals("two", Take.line(each));
      }
    }
  }

  @Test
  @DisplayName("T-72 so is one whose rest is lost by a truncation")
  void truncated() throws Exception {
    var file = write("");
    try (var source = files.file(file.toString()).fromNow()) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, LONG);
      assertEquals("x".repeat(LIMIT), Take.line(source));
      assertEquals("x".repeat(LIMIT), Take.line(source));
      Files.writeString(file, "new\n");
      assertEquals(new Line(new byte[0], Line.Ending.LF), Take.next(source));
      assertEquals("new", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-73 a hole at the head of a file is left out, each time that it is truncated")
  void holes() throws Exception {
    var file = write("");
    try (var source = files.file(file.toString()).fromNow()) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      long offset = 3L * LIMIT;
      for (int round = 0; round < 3; round++) {
        writeAt(file, offset, "first " + round + "\n");
        assertEquals("first " + round, Take.line(source));
        append(file, "second " + round + "\n");
        assertNext("second " + round, file, source);
        assertEquals("second " + round, Take.line(source));
        try (var late = files.file(file.toString()).last(1)) {
          assertEquals("second " + round, Take.line(late));
        }
        try (var late = files.file(file.toString()).last(9)) {
          assertEquals("first " + round, Take.line(late));
        }
        offset = Files.size(file);
        Files.copy(file, file.resolveSibling("app.log." + (9 - round)));
        Files.writeString(file, "");
      }
    }
  }

  @Test
  @DisplayName("T-73 a hole after lines, and one that is short enough to be a part of its line")
  void otherHoles() throws Exception {
    var file = write("before\n");
    writeAt(file, 7 + 2L * LIMIT, "after\n\0\0end\n");
    try (var source = files.file(file.toString()).last(9)) {
      assertEquals("before", Take.line(source));
      assertNext("after", file, source);
      assertEquals("after", Take.line(source));
      assertNext("\0\0end", file, source);
      assertEquals("\0\0end", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-74 a reader of whole lines leaves a long one out and goes on")
  void wholeLines() throws Exception {
    var file = write("one\n" + LONG + "\ntwo\n");
    try (LineSource source = files.file(file.toString()).last(3)) {
      var whole = new WholeLines(source);
      assertEquals("one", Take.line(whole));
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(whole));
      assertInstanceOf(LineTooLongException.class, failed.cause());
      assertTrue(whole.goOn());
      assertEquals("two", Take.line(whole));
    }
  }

  /** One who comes back to the place of a source gets this next. */
  private void assertNext(String expected, Path file, PositionedSource at) throws Exception {
    var resumed = files.file(file.toString()).after(at.position());
    if (!(resumed instanceof Resumption.Found(var source))) {
      throw new AssertionError(at.position() + ": " + resumed);
    }
    try (source) {
      assertEquals(expected + "\n", line(source));
    }
  }

  private static String line(LineSource source) throws Exception {
    var text = new StringBuilder();
    while (text.isEmpty() || text.charAt(text.length() - 1) != '\n') {
      var poll = Take.next(source);
      if (!(poll instanceof Line line)) {
        throw new AssertionError(poll);
      }
      text.append(line.text()).append(line.ending() == Line.Ending.NONE ? "" : "\n");
    }
    return text.toString();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("app.log"), text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static void writeAt(Path file, long offset, String text) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), offset);
    }
  }
}
