package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Lines;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.split.LineLimit;
import httpd.line.split.WholeLines;
import httpd.sse.EventStream;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/spec/exec.md: the lines of one run. */
class CommandSourceIT extends RunningCommands implements LineSourceContract {

  /** Prints each line that it reads, and fails at the line FAIL. */
  private static final String ECHO =
      "while IFS= read -r l; do [ \"$l\" = FAIL ] && exit 3; printf '%s\\n' \"$l\"; done";

  @Override
  public Origin origin() {
    var body = new LineQueue(Integer.MAX_VALUE);
    var source = run(ECHO, body);
    return new Origin() {
      private boolean opened;

      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        opened |= commands.running() > 0;
        return opened;
      }

      @Override
      public void emit(String line) {
        body.offer(Line.of(line), () -> {});
      }

      @Override
      public void end() {
        body.end();
      }

      @Override
      public void fail() {
        emit("FAIL");
      }

      @Override
      public boolean released() {
        return commands.running() == 0;
      }
    };
  }

  @Test
  @DisplayName("X-2 the bytes of a line are unchanged")
  void bytesAreUntouched() throws Exception {
    try (var source = run("printf 'a\\377\\000b\\r\\n\\rc\\n\\nend'")) {
      assertEquals(bytes("a\377\0b", Line.Ending.CR_LF), Take.next(source));
      assertEquals(bytes("\rc", Line.Ending.LF), Take.next(source));
      assertEquals(bytes("", Line.Ending.LF), Take.next(source));
      assertEquals(bytes("end", Line.Ending.NONE), Take.next(source));
      assertSame(Poll.END, Take.next(source));
    }
  }

  private static Line bytes(String latin1, Line.Ending ending) {
    return new Line(latin1.getBytes(ISO_8859_1), ending);
  }

  @Test
  @DisplayName("X-50 a command whose output is not read is blocked")
  void backPressure() throws Exception {
    var counter = directory.resolve("count");
    var line = "i=0; while :; do i=$((i+1)); echo $i; echo >>" + counter + "; done";
    try (var source = run(line)) {
      assertEquals("1", Take.line(source));
      long written = Eventually.rests(() -> number(counter));
      assertTrue(written < 100_000, written + " lines were written without a reader");
      for (int i = 2; i <= written + 1000; i++) {
        assertEquals(Integer.toString(i), Take.line(source));
      }
    }
  }

  private static final String LONG_LINE =
      "echo short; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo after";

  @Test
  @DisplayName("X-51 a line longer than --max-line comes in pieces, with all its bytes")
  void longLine() throws Exception {
    try (var source = run(LONG_LINE)) {
      assertEquals("short", Take.line(source));
      int bytes = 0;
      Line.Ending ending = Line.Ending.NONE;
      while (ending == Line.Ending.NONE) {
        var piece = assertInstanceOf(Line.class, Take.next(source));
        assertTrue(piece.content().length <= LineLimit.DEFAULT);
        bytes += piece.content().length;
        ending = piece.ending();
      }
      assertEquals(3_000_000, bytes);
      assertEquals("after", Take.line(source));
      assertSame(Poll.END, Take.next(source));
    }
  }

  @Test
  @DisplayName("L-18 L-19 a reader of whole lines hears of a long line, and continues after it")
  void longLineLeftOut() throws Exception {
    try (var events = EventStream.of(run(LONG_LINE))) {
      assertEquals("data: short\n", Take.line(events));
      assertEquals(": a line of more than 1048576 bytes was left out\n", Take.line(events));
      assertEquals("data: after\n", Take.line(events));
      assertSame(Poll.END, Take.next(events));
    }
    try (var lines = Lines.of(run(LONG_LINE))) {
      assertEquals("short", lines.next());
      var e = assertThrows(UncheckedIOException.class, lines::hasNext);
      assertInstanceOf(LineTooLongException.class, e.getCause());
      assertTrue(e.getMessage().contains("line 2 is longer than 1048576 bytes"), e.getMessage());
      assertEquals("after", lines.next());
      assertFalse(lines.hasNext());
    }
  }

  @Test
  @DisplayName("L-19 a reader can leave during an endless line, and the command is ended")
  void endlessLine() throws Exception {
    try (var events = EventStream.of(run("exec cat /dev/zero"))) {
      assertTrue(Take.line(events).startsWith(": a line of more than"));
      assertInstanceOf(Poll.Pending.class, events.poll(() -> {}));
    }
    Eventually.holds("ended", () -> commands.running() == 0);
  }

  @Test
  @DisplayName("X-90 X-91 an unfinished line is passed on when the command pauses")
  void pauses() throws Exception {
    var body = new LineQueue(Integer.MAX_VALUE);
    var wait = "; read x; ";
    var script = "printf ." + wait + "printf '10%%\\r'" + wait + "printf '20%%\\n'" + wait;
    try (var source = run(script, body)) {
      assertEquals(Line.verbatim("."), Take.next(source));
      body.offer(Line.of(""), () -> {});
      assertEquals(Line.verbatim("10%\r"), Take.next(source));
      body.offer(Line.of(""), () -> {});
      assertEquals(Line.of("20%"), Take.next(source));
      body.offer(Line.of(""), () -> {});
      assertSame(Poll.END, Take.next(source));
    }
  }

  @Test
  @DisplayName("L-17 the last line of a command that fails may lack its ending, also as an event")
  void lastWords() throws Exception {
    try (var events = EventStream.of(run("echo one; printf two; exit 3"))) {
      assertEquals("data: one\n", Take.line(events));
      assertEquals("data: two\n", Take.line(events));
      failure(events, CommandFailedException.class);
    }
  }

  @Test
  @DisplayName("X-92 a line is not cut because the client does not read")
  void noPauseWithoutRoom() throws Exception {
    var script = "i=0; while [ $i -lt 40 ]; do head -c 9999 /dev/zero; echo; i=$((i+1)); done";
    try (var source = run(script)) {
      assertInstanceOf(Poll.Pending.class, source.poll(() -> {}));
      commands.pipes().execute(() -> {});
      int lines = 0;
      var whole = new WholeLines(source);
      while (Take.next(whole) instanceof Line line) {
        assertEquals(9999, line.content().length);
        lines++;
      }
      assertEquals(40, lines);
    }
  }

  @Test
  @DisplayName(
      "X-70 pty+: a program that buffers without a terminal prints each line at once; no CR, no"
          + " echo")
  void terminal() throws Exception {
    var body = new LineQueue();
    // Without a terminal, grep buffers its output.
    var command = Command.shell("test -t 1 && grep x", true);
    var source = new CommandSource(commands, command, CommandEnvironment.OWN, body, "GET /x");
    try (source) {
      for (int i = 0; i < 10; i++) {
        body.put(Line.of("x" + i + " é"));
        assertEquals(Line.of("x" + i + " é"), Take.next(source));
      }
      body.end();
      assertSame(Poll.END, Take.next(source));
    }
  }

  @Test
  @DisplayName("X-70 pty+: the last lines before an exit are not lost, nor is the exit status")
  void terminalEnds() throws Exception {
    for (int round = 0; round < 20; round++) {
      var source = terminalRun("seq 1000; exit 4");
      try (source) {
        for (int i = 1; i <= 1000; i++) {
          assertEquals(Integer.toString(i), Take.line(source));
        }
        assertEquals(4, failure(source, CommandFailedException.class).status());
      }
    }
  }
}
