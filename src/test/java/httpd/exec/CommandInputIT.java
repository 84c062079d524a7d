package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Lines;
import httpd.SourceFailedException;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/spec/exec.md: what a command is given, and its standard error. */
class CommandInputIT extends RunningCommands {

  @Test
  @DisplayName("X-20 X-21 the body is standard input, byte for byte, and may be left unread")
  void standardInput() throws Exception {
    var body = new LineQueue(Integer.MAX_VALUE);
    var sent = new ArrayList<String>();
    for (int i = 0; i < 30_000; i++) {
      sent.add("line " + i);
      body.offer(Line.of(sent.getLast()), () -> {});
    }
    body.offer(new Line("last".getBytes(ISO_8859_1), Line.Ending.NONE), () -> {});
    sent.add("last");
    body.end();
    try (var source = run("cat", body)) {
      assertEquals(sent, Take.all(source));
    }
    var unread = new LineQueue();
    for (int i = 0; i < 3000; i++) {
      unread.offer(Line.of("x".repeat(100)), () -> {});
    }
    try (var source = run("exec <&-; echo done", unread)) {
      assertEquals(List.of("done"), Take.all(source));
      Eventually.holds("the body was closed", () -> unread.poll(() -> {}) instanceof Poll.Failed);
    }
  }

  @Test
  @DisplayName("X-22 X-94 an incomplete body ends the command, which sees no end of input")
  void bodyBreaksOff() throws Exception {
    var body = new LineQueue();
    var sign = directory.resolve("sign");
    try (var source = run("cat && echo whole >" + sign, body)) {
      body.put(Line.of("half"));
      assertEquals("half", Take.line(source));
      body.fail(new IOException("the client has gone"));
      var failed = failure(source, IOException.class);
      assertTrue(failed.getMessage().contains("broke off"), failed.getMessage());
      // So the log has a line without a trace.
      assertInstanceOf(SourceFailedException.class, failed.getCause());
      Eventually.holds("ended", () -> commands.running() == 0);
      assertTrue(Files.notExists(sign));
    }
  }

  @Test
  @DisplayName("X-60 standard error goes to the log, escaped, and not to the client")
  void standardError() throws Exception {
    try (var source = run("printf 'one\\033[2J\\ntwo' >&2; echo out")) {
      assertEquals(List.of("out"), Take.all(source));
      Eventually.holds(
          "logged",
          () -> log.text().matches("INFO GET /x #\\d+: one\\\\x1b\\[2J\nINFO GET /x #\\d+: two\n"));
    }
  }

  @Test
  @DisplayName("X-61 a log that is not read blocks the commands that write to it, and no others")
  void blockedLog() throws Exception {
    var blocking = new BlockingHandler();
    var logger = Logger.getLogger("httpd");
    logger.addHandler(blocking);
    var line = "head -c 200000 /dev/zero | tr '\\0' x >&2; echo last >&2; echo written";
    try (var writer = run(line)) {
      assertInstanceOf(Poll.Pending.class, writer.poll(() -> {}));
      Eventually.holds("the log blocks", () -> blocking.isBlocked);
      try (var other = run("echo other")) {
        assertEquals(List.of("other"), Take.all(other));
      }
      assertInstanceOf(Poll.Pending.class, writer.poll(() -> {}));
      blocking.mayLog.countDown();
      assertEquals("written", Take.line(writer));
      Eventually.holds("all is logged", () -> log.text().endsWith("last\n"));
    } finally {
      blocking.mayLog.countDown();
      logger.removeHandler(blocking);
    }
  }

  /** A handler of the log that blocks until it may write. */
  private static final class BlockingHandler extends Handler {
    private final CountDownLatch mayLog = new CountDownLatch(1);
    private volatile boolean isBlocked;

    @Override
    public void publish(LogRecord message) {
      isBlocked = true;
      try {
        mayLog.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("X-4 Lines.exec starts a program without a shell, with empty input")
  void withoutShell() {
    try (var lines = Lines.exec("printf", "%s\n", "$HOME; exit 3", "*")) {
      var all = new ArrayList<String>();
      lines.forEachRemaining(all::add);
      assertEquals(List.of("$HOME; exit 3", "*"), all);
    }
    try (var lines = Lines.exec("cat")) {
      assertFalse(lines.hasNext());
    }
    Assertions.assertThrows(IllegalArgumentException.class, Lines::exec);
  }

  @Test
  @DisplayName("X-4 a program that does not exist is a failure that names it")
  void noSuchProgram() {
    try (var lines = Lines.exec("no-such-program-at-all")) {
      var failed = Assertions.assertThrows(UncheckedIOException.class, lines::hasNext);
      assertInstanceOf(SourceFailedException.class, failed.getCause());
      assertTrue(failed.getMessage().contains("no-such-program-at-all"), failed.getMessage());
    }
  }

  @Test
  @DisplayName("X-12 the environment is the one that is given, and nothing else")
  void environment() throws Exception {
    var command = Command.of(List.of("env"));
    var nothing = new LineQueue();
    nothing.end();
    var path = System.getenv("PATH");
    var environment = new CommandEnvironment(name -> !name.equals("PATH"), Map.of("A", "b c"));
    try (var source = new CommandSource(commands, command, environment, nothing, "x")) {
      var lines = new ArrayList<>(Take.all(source));
      lines.sort(null);
      assertArrayEquals(new String[] {"A=b c", "PATH=" + path}, lines.toArray());
    }
  }
}
