package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Lines;
import httpd.SourceFailedException;
import httpd.limit.Bound;
import httpd.limit.Limits;
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
import httpd.testing.LogCapture;
import httpd.testing.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Commands": the source behind one run. */
class CommandSourceTest implements LineSourceContract {

  /** Answers each line, and fails when it is told to. */
  private static final String ECHO =
      "while IFS= read -r l; do [ \"$l\" = FAIL ] && exit 3; printf '%s\\n' \"$l\"; done";

  @TempDir Path folder;

  private Limits limits = Limits.standard();
  private final Commands commands = new Commands(() -> limits);
  private LogCapture log;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  @AfterEach
  void everyPlaceIsFreeAgain() {
    Eventually.holds("no command holds a place", () -> commands.running() == 0);
    log.close();
  }

  private CommandSource run(String line, LineSource body) {
    return new CommandSource(
        commands, Command.shell(line, false), CommandEnvironment.OWN, body, "GET /x");
  }

  private CommandSource run(String line) {
    var nothing = new LineQueue();
    nothing.end();
    return run(line, nothing);
  }

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
  @DisplayName("X-2 bytes pass through untouched")
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
  @DisplayName("X-30 any other exit status than 0 fails after the lines, and says so")
  void exitStatus() throws Exception {
    try (var source = run("echo one; echo dying >&2; exit 7")) {
      assertEquals("one", Take.line(source));
      var failed = failure(source, CommandFailedException.class);
      assertEquals(7, failed.status());
      assertTrue(
          failed
              .getMessage()
              .endsWith("exited with status 7; its standard error ended with: dying"),
          failed.getMessage());
    }
  }

  @Test
  @DisplayName("X-30 so does a signal")
  void killedBySignal() throws Exception {
    try (var source = run("echo one; kill -9 $$")) {
      assertEquals("one", Take.line(source));
      assertEquals(128 + 9, failure(source, CommandFailedException.class).status());
    }
  }

  private static <T extends Throwable> T failure(LineSource source, Class<T> type)
      throws InterruptedException {
    return assertInstanceOf(type, assertInstanceOf(Poll.Failed.class, Take.next(source)).cause());
  }

  @Test
  @DisplayName("X-31 what outlives the shell is heard to its end, then the lines end")
  void backgroundOutputIsHeard() throws Exception {
    try (var source = run("(read -r x <" + fifo("go") + "; echo late) & echo early")) {
      assertEquals("early", Take.line(source));
      Files.writeString(folder.resolve("go"), "x\n");
      assertEquals(List.of("late"), Take.all(source));
    }
  }

  private Path fifo(String name) throws Exception {
    var path = folder.resolve(name);
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    return path;
  }

  @Test
  @DisplayName("X-41 what is left of the group when the lines have ended is ended too")
  void leftoversAreEnded() throws Exception {
    try (var source = run("sleep 1000 >/dev/null 2>&1 </dev/null & echo $!")) {
      long sleeper = Long.parseLong(Take.line(source));
      assertSame(Poll.END, Take.next(source));
      Eventually.holds("the sleeper is gone", () -> isGone(sleeper));
    }
  }

  @Test
  @DisplayName("X-40 who ignores TERM gets KILL")
  void termIsIgnored() throws Exception {
    try (var source = run("trap '' TERM; echo $$; while :; do sleep 1000; done")) {
      long stubborn = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("the stubborn one is gone", () -> isGone(stubborn));
    }
  }

  @Test
  @DisplayName("X-40 TERM can be used to tidy up, and its last words are logged")
  void termIsHeard() throws Exception {
    var sign = folder.resolve("sign");
    // A child that is told before it is sleep could still have the trap, and say it as well.
    var line =
        "trap 'echo bye >&2; echo tidy >"
            + sign
            + "; exit' TERM; sleep 1000 & until ps -o comm= -p $! | grep -q sleep; do :; done;"
            + " echo ready; wait";
    try (var source = run(line)) {
      assertEquals("ready", Take.line(source));
      source.close();
      Eventually.holds("it has tidied up", () -> Files.exists(sign));
      Eventually.isFine(
          () -> log.text().matches("INFO GET /x #\\d+: bye\n") ? null : "it said " + log.text());
    }
  }

  @Test
  @DisplayName("X-40 one who is stopped is ended too")
  void stoppedOnesAreEnded() throws Exception {
    try (var source = run("echo $$; kill -STOP $$; sleep 1000")) {
      long stopped = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("the stopped one is gone", () -> isGone(stopped));
    }
  }

  @Test
  @DisplayName("X-43 who leaves the group is not reached, but holds nothing of ours")
  void outOfReach() throws Exception {
    try (var source = run("setsid sleep 1000 & echo $!; wait")) {
      long runaway = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("its place is free", () -> commands.running() == 0);
      ProcessHandle.of(runaway).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isGone(long pid) {
    return !Files.exists(Path.of("/proc", Long.toString(pid)));
  }

  @Test
  @DisplayName("X-50 a command that nobody reads is blocked")
  void backPressure() throws Exception {
    var counter = folder.resolve("count");
    var line = "i=0; while :; do i=$((i+1)); echo $i; echo >>" + counter + "; done";
    try (var source = run(line)) {
      assertEquals("1", Take.line(source));
      long written = Eventually.rests(() -> number(counter));
      assertTrue(written < 100_000, written + " lines were written to nobody");
      for (int i = 2; i <= written + 1000; i++) {
        assertEquals(Integer.toString(i), Take.line(source));
      }
    }
  }

  /** How many times a byte was added to a file. */
  static long number(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final String LONG_LINE =
      "echo short; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo after";

  @Test
  @DisplayName("X-51 a line longer than --max-line comes in pieces, all bytes of it")
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
  @DisplayName("L-18, L-19 who needs it whole is told, and goes on after it")
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
  @DisplayName("L-19 a reader that leaves out an endless line can go, and the command is ended")
  void endlessLine() throws Exception {
    try (var events = EventStream.of(run("exec cat /dev/zero"))) {
      assertTrue(Take.line(events).startsWith(": a line of more than"));
      assertInstanceOf(Poll.Pending.class, events.poll(() -> {}));
    }
    Eventually.holds("ended", () -> commands.running() == 0);
  }

  @Test
  @DisplayName("X-90, X-91 what a command has printed of a line is given when it pauses")
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
  @DisplayName("L-17 the last line of a command that fails may lack its ending, as an event too")
  void lastWords() throws Exception {
    try (var events = EventStream.of(run("echo one; printf two; exit 3"))) {
      assertEquals("data: one\n", Take.line(events));
      assertEquals("data: two\n", Take.line(events));
      failure(events, CommandFailedException.class);
    }
  }

  @Test
  @DisplayName("X-92 a client that does not read is no pause: no line is cut for it")
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
  @DisplayName("X-20 the body is standard input, byte for byte; X-21 a command may leave it unread")
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
  @DisplayName("X-22 a body that breaks off ends the command, which sees no end of input")
  void bodyBreaksOff() throws Exception {
    var body = new LineQueue();
    var sign = folder.resolve("sign");
    try (var source = run("cat && echo whole >" + sign, body)) {
      body.put(Line.of("half"));
      assertEquals("half", Take.line(source));
      body.fail(new IOException("the client has gone"));
      var failed = failure(source, IOException.class);
      assertTrue(failed.getMessage().contains("broke off"), failed.getMessage());
      // So the log has a line, and no trace: it is the client's doing.
      assertInstanceOf(SourceFailedException.class, failed.getCause());
      Eventually.holds("ended", () -> commands.running() == 0);
      assertTrue(Files.notExists(sign));
    }
  }

  @Test
  @DisplayName("X-60 standard error goes to the log, line by line and harmless; not to the client")
  void standardError() throws Exception {
    try (var source = run("printf 'one\\033[2J\\ntwo' >&2; echo out")) {
      assertEquals(List.of("out"), Take.all(source));
      Eventually.holds(
          "logged",
          () -> log.text().matches("INFO GET /x #\\d+: one\\\\x1b\\[2J\nINFO GET /x #\\d+: two\n"));
    }
  }

  @Test
  @DisplayName("X-70 pty+: a program that holds its lines back gives each at once; no CR, no echo")
  void terminal() throws Exception {
    var body = new LineQueue();
    // Without a terminal, grep keeps what it finds until its buffer is full or its input ends.
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
  @DisplayName("X-70 pty+: the last lines before an exit are not lost, nor is a failure")
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

  @Test
  @DisplayName("X-40 pty+: grandchildren are ended too")
  void terminalGroup() throws Exception {
    try (var source = terminalRun("sleep 1000 & echo $!; sleep 1000")) {
      long sleeper = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("the sleeper is gone", () -> isGone(sleeper));
    }
  }

  private CommandSource terminalRun(String line) {
    var nothing = new LineQueue();
    nothing.end();
    return new CommandSource(
        commands, Command.shell(line, true), CommandEnvironment.OWN, nothing, "GET /");
  }

  @Test
  @DisplayName("X-80 as many as may: the next is a failure, until one has gone")
  void cap() throws Exception {
    limits = limits.with(Bound.COMMANDS, 2);
    var first = run("echo a; sleep 1000");
    var second = run("echo b; sleep 1000");
    try (first;
        second;
        var third = run("echo c")) {
      assertEquals("a", Take.line(first));
      assertEquals("b", Take.line(second));
      failure(third, TooManyCommandsException.class);
      first.close();
      Eventually.holds("a place is free", () -> commands.running() == 1);
      try (var fourth = run("echo d")) {
        assertEquals(List.of("d"), Take.all(fourth));
      }
    }
  }

  @Test
  @DisplayName("X-4 Lines.exec starts a program without a shell, with nothing to read")
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
  @DisplayName("X-4 a program that is not there is a failure that names it")
  void noSuchProgram() {
    try (var lines = Lines.exec("no-such-program-at-all")) {
      var failed = Assertions.assertThrows(UncheckedIOException.class, lines::hasNext);
      assertInstanceOf(SourceFailedException.class, failed.getCause());
      assertTrue(failed.getMessage().contains("no-such-program-at-all"), failed.getMessage());
    }
  }

  @Test
  @DisplayName("X-42 a hundred runs leave no descriptor and no zombie")
  void nothingIsLeft() throws Exception {
    Take.all(run("echo warm"));
    Eventually.holds("over", () -> commands.running() == 0);
    long before = descriptors();
    for (int i = 0; i < 100; i++) {
      try (var source = i % 2 == 0 ? run("echo x") : terminalRun("echo x; sleep 1000")) {
        assertEquals("x", Take.line(source));
      }
    }
    Eventually.holds("over", () -> commands.running() == 0);
    Eventually.isFine(() -> descriptors() <= before ? null : descriptors() + " not " + before);
    Eventually.isFine(() -> zombies().isEmpty() ? null : "zombies: " + zombies());
  }

  private static long descriptors() {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Children of this process that have ended and were not waited for. */
  private static List<String> zombies() {
    var parent = Long.toString(ProcessHandle.current().pid());
    try (var all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> process.getFileName().toString().matches("\\d+"))
          .map(CommandSourceTest::stat)
          .filter(stat -> stat.matches("(?s).*\\) Z " + parent + " .*"))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String stat(Path process) {
    try {
      return Files.readString(process.resolve("stat"));
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }

  @Test
  @DisplayName("X-12 the environment is what is given, and nothing else")
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
