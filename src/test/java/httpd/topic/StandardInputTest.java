package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Lines;
import httpd.Request;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.split.LineLimit;
import httpd.line.split.WholeLines;
import httpd.live.TopicHandler;
import httpd.sse.EventStream;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StandardInputTest implements LineSourceContract {

  @Override
  public Origin origin() throws IOException {
    return new PipeOrigin();
  }

  /** A real pipe of the kernel: its reader blocks as that of the process does. */
  private static final class PipeOrigin implements Origin {
    private final Pipe pipe = Pipe.open();
    private final SharedRun run = StandardInput.run(Channels.newInputStream(pipe.source()));
    private final SharedLines input = new SharedLines(run);
    private final PositionedSource source = input.last(0);

    PipeOrigin() throws IOException {}

    @Override
    public PositionedSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return run.state() != Thread.State.NEW;
    }

    @Override
    public void emit(String line) throws IOException {
      write(line + "\n");
    }

    boolean isReading() {
      return opened() && run.state() != Thread.State.TERMINATED;
    }

    void write(String text) throws IOException {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        pipe.sink().write(bytes);
      }
    }

    @Override
    public void end() throws IOException {
      pipe.sink().close();
    }

    @Override
    public void fail() throws IOException {
      pipe.source().close();
    }

    /** The reader is the process's, and stays: what a subscriber gives back is its place. */
    @Override
    public boolean released() {
      return run.ring().readers() == 0;
    }

    @Override
    public void close() throws IOException {
      pipe.sink().close();
      Eventually.holds("the reader has gone", () -> !isReading());
      pipe.source().close();
    }
  }

  @Test
  @DisplayName("P-103 every client gets the lines that come while it is connected")
  void everyClient() throws Exception {
    try (var origin = new PipeOrigin();
        var first = origin.source();
        var second = origin.input.last(0)) {
      assertSame(Poll.PENDING, first.poll(() -> {}));
      origin.emit("a");
      assertEquals("a", Take.line(first));
      assertSame(Poll.PENDING, second.poll(() -> {}));
      origin.emit("b");
      assertEquals("b", Take.line(second));
      assertEquals("b", Take.line(first));
      first.close();
      origin.emit("c");
      origin.end();
      assertEquals(List.of("c"), Take.all(second));
    }
  }

  @Test
  @DisplayName("P-103 one daemon platform thread reads for all clients")
  void oneThread() throws Exception {
    try (var origin = new PipeOrigin();
        var first = origin.source();
        var second = origin.input.last(0)) {
      first.poll(() -> {});
      second.poll(() -> {});
      origin.input.start();
      var readers =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("httpd-stdin"))
              .toList();
      assertEquals(1, readers.size());
      assertTrue(readers.getFirst().isDaemon());
      assertFalse(readers.getFirst().isVirtual());
    }
  }

  @Test
  @DisplayName("P-104 the route drains the pipe without clients")
  void drains() throws Exception {
    try (var origin = new PipeOrigin()) {
      origin.input.start();
      var handler = new TopicHandler("stdin:", origin.input, 0);
      assertTrue(origin.opened());
      for (int i = 0; i < 1000; i++) {
        origin.write("x".repeat(999) + "\n"); // A pipe holds 64 KiB: this returns if someone reads.
      }
      origin.end();
      Eventually.holds("the reader has gone", () -> !origin.isReading());
      var answer = handler.handle(Request.get("/"));
      assertEquals(List.of(), Take.all(((Body.Lines) answer.body()).source())); // P-106
    }
  }

  @Test
  @DisplayName("P-105 a client that falls behind is cut, and the other gets every line")
  void fallsBehind() throws Exception {
    try (var origin = new PipeOrigin();
        var slow = origin.source();
        var fast = origin.input.last(0)) {
      assertSame(Poll.PENDING, slow.poll(() -> {}));
      assertSame(Poll.PENDING, fast.poll(() -> {}));
      var kilobyte = "x".repeat(1023);
      int lines = 2 * MemoryRing.DEFAULT_BYTES / 1024;
      for (int i = 0; i < lines; i++) {
        origin.emit(kilobyte);
        assertEquals(kilobyte, Take.line(fast));
      }
      origin.end();
      assertSame(Poll.END, Take.next(fast));

      var failed = assertInstanceOf(Poll.Failed.class, Take.next(slow));
      assertInstanceOf(FellBehindException.class, failed.cause());
      assertTrue(failed.cause().getMessage().contains("4194304"), failed.cause().getMessage());
    }
  }

  @Test
  @DisplayName("P-105.2 a client that keeps up with lines of the limit's length is not cut")
  void longestLines() throws Exception {
    try (var origin = new PipeOrigin();
        var source = origin.source()) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      var longest = "x".repeat(LineLimit.DEFAULT);
      var whole = new WholeLines(source); // Its writer may be made to pause within it.
      for (int i = 0; i < 4; i++) {
        origin.emit(longest);
        assertEquals(longest, Take.line(whole));
      }
    }
  }

  @Test
  @DisplayName("P-102 what follows the last line feed is a line without an ending")
  void lastLine() throws Exception {
    try (var origin = new PipeOrigin();
        var source = origin.source()) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      origin.write("a\r\nb");
      origin.end();
      assertEquals(new Line(new byte[] {'a'}, Line.Ending.CR_LF), Take.next(source));
      assertEquals(Line.verbatim("b"), Take.next(source));
      assertSame(Poll.END, Take.next(source));
    }
  }

  @Test
  @DisplayName("P-106 P-118 a later client gets the kept lines, then the end")
  void afterTheEnd() throws Exception {
    try (var origin = new PipeOrigin()) {
      origin.input.start();
      for (var line : List.of("a", "b", "c")) {
        origin.emit(line);
      }
      origin.end();
      Eventually.holds("the reader has gone", () -> !origin.isReading());
      var handler = new TopicHandler("stdin:", origin.input, 2);
      assertEquals(List.of("b", "c"), all(handler, "/"));
      assertEquals(List.of("c"), all(handler, "/?last=1"));
      assertEquals(List.of(), all(handler, "/?last=0"));
    }
  }

  @Test
  @DisplayName("P-104 P-118 the run outlasts its clients and its end: a position stays valid")
  void outlastsItsClients() throws Exception {
    try (var origin = new PipeOrigin()) {
      String position;
      try (var source = origin.source()) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        origin.emit("a");
        assertEquals("a", Take.line(source));
        position = source.position();
      }
      origin.emit("b"); // No client is there.
      origin.end();
      Eventually.holds("the reader has gone", () -> !origin.isReading());
      var found = assertInstanceOf(Resumption.Found.class, origin.input.after(position));
      assertEquals(List.of("b"), Take.all(found.source()));
    }
  }

  private static List<String> all(TopicHandler handler, String target) throws Exception {
    return Take.all(((Body.Lines) handler.handle(Request.get(target)).body()).source());
  }

  @Test
  @DisplayName("P-107 a read error fails the streams of all clients, later ones included")
  void readError() throws Exception {
    var error = new IOException("the disk is on fire");
    var input =
        new SharedLines(StandardInput.run(new SequenceInputStream(ofText("a\n"), failing(error))));
    var source = input.last(0);
    assertEquals("a", Take.line(source));
    assertEquals(new Poll.Failed(error), Take.next(source));
    var late = input.last(0);
    assertEquals(new Poll.Failed(error), Take.next(late));
    source.close();
    late.close();
  }

  @Test
  @DisplayName("P-108 a line over the limit is given in pieces, and lines continue after it")
  void overTheLimit() throws Exception {
    try (var origin = new PipeOrigin();
        var plain = origin.source();
        var lines = Lines.of(origin.input.last(0))) {
      assertSame(Poll.PENDING, plain.poll(() -> {}));
      var reading = new FutureTask<>(() -> tooLongThenText(lines));
      Thread.ofPlatform().start(reading);
      Eventually.holds("both read", () -> origin.run.ring().readers() == 2);
      int length = LineLimit.DEFAULT + 70_000;
      origin.emit("x".repeat(length));
      origin.emit("after");
      int pieces = 0;
      int bytes = 0;
      for (var line = piece(plain); bytes < length + 1; line = piece(plain)) {
        bytes += line.length();
        pieces++;
        if (bytes == length + 1) {
          assertEquals(Line.Ending.LF, line.ending());
          break;
        }
        assertEquals(Line.Ending.NONE, line.ending());
      }
      assertTrue(pieces >= 2, pieces + " pieces");
      assertEquals("after", piece(plain).text());
      assertEquals("after", reading.get(30, TimeUnit.SECONDS));
    }
  }

  private static Line piece(LineSource source) throws InterruptedException {
    return assertInstanceOf(Line.class, Take.next(source));
  }

  private static String tooLongThenText(Lines lines) {
    var e = assertThrows(UncheckedIOException.class, lines::hasNext);
    assertInstanceOf(LineTooLongException.class, e.getCause());
    return lines.next();
  }

  @Test
  @DisplayName("P-150 an unfinished line is sent when its writer pauses")
  void unfinished() throws Exception {
    try (var origin = new PipeOrigin();
        var source = origin.source();
        var events = EventStream.of(origin.input.last(0))) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      assertSame(Poll.PENDING, events.poll(() -> {}));
      origin.write("50%\r");
      assertEquals(Line.verbatim("50%\r"), Take.next(source));
      assertSame(Poll.PENDING, events.poll(() -> {}), "an event is a whole line");
      try (var late = origin.input.last(0);
          var lastOne = origin.input.last(1)) {
        assertEquals(Line.verbatim("50%\r"), Take.next(late), "its line ends later");
        assertEquals(Line.verbatim("50%\r"), Take.next(lastOne), "no line has ended before");
      }
      origin.write("100%\n");
      assertEquals(Line.of("100%"), Take.next(source));
      assertEquals("data: 50%\ndata: 100%\n", Take.line(events));
    }
  }

  private static InputStream ofText(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream failing(IOException error) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw error;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw error;
      }
    };
  }
}
