package httpd.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/spec/exec.md: how a command ends, and what is left of it. */
class CommandEndIT extends RunningCommands {

  @Test
  @DisplayName("X-30 an exit status other than 0 is a failure after the lines")
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
  @DisplayName("X-30 a signal is a failure")
  void killedBySignal() throws Exception {
    try (var source = run("echo one; kill -9 $$")) {
      assertEquals("one", Take.line(source));
      assertEquals(128 + 9, failure(source, CommandFailedException.class).status());
    }
  }

  @Test
  @DisplayName(
      "X-31 the lines end when the last process closes the output, not when the shell exits")
  void backgroundOutputIsHeard() throws Exception {
    try (var source = run("(read -r x <" + fifo("go") + "; echo late) & echo early")) {
      assertEquals("early", Take.line(source));
      Files.writeString(directory.resolve("go"), "x\n");
      assertEquals(List.of("late"), Take.all(source));
    }
  }

  @Test
  @DisplayName("X-41 the rest of the group is ended after the last line")
  void leftoversAreEnded() throws Exception {
    try (var source = run("sleep 1000 >/dev/null 2>&1 </dev/null & echo $!")) {
      long sleeper = Long.parseLong(Take.line(source));
      assertSame(Poll.END, Take.next(source));
      Eventually.holds("the sleeper is gone", () -> isGone(sleeper));
    }
  }

  @Test
  @DisplayName("X-40 a process that ignores TERM gets KILL")
  void termIsIgnored() throws Exception {
    try (var source = run("trap '' TERM; echo $$; while :; do sleep 1000; done")) {
      long stubborn = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("it is gone", () -> isGone(stubborn));
    }
  }

  @Test
  @DisplayName("X-40 a process can clean up after TERM, and its last messages are logged")
  void termIsHeard() throws Exception {
    var sign = directory.resolve("sign");
    // A child that gets TERM before it is sleep could still have the trap.
    var line =
        "trap 'echo bye >&2; echo tidy >"
            + sign
            + "; exit' TERM; sleep 1000 & until ps -o comm= -p $! | grep -q sleep; do :; done;"
            + " echo ready; wait";
    try (var source = run(line)) {
      assertEquals("ready", Take.line(source));
      source.close();
      Eventually.holds("it has cleaned up", () -> Files.exists(sign));
      Eventually.isFine(
          () -> log.text().matches("INFO GET /x #\\d+: bye\n") ? null : "it said " + log.text());
    }
  }

  @Test
  @DisplayName("X-40 a stopped process is ended too")
  void stoppedOnesAreEnded() throws Exception {
    try (var source = run("echo $$; kill -STOP $$; sleep 1000")) {
      long stopped = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("it is gone", () -> isGone(stopped));
    }
  }

  @Test
  @DisplayName("X-43 a process that leaves the group is not ended, and holds no place")
  void outOfReach() throws Exception {
    try (var source = run("setsid sleep 1000 & echo $!; wait")) {
      long runaway = Long.parseLong(Take.line(source));
      source.close();
      Eventually.holds("its place is free", () -> commands.running() == 0);
      ProcessHandle.of(runaway).ifPresent(ProcessHandle::destroyForcibly);
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

  private static boolean isGone(long pid) {
    return !Files.exists(Path.of("/proc", Long.toString(pid)));
  }

  @Test
  @DisplayName("X-80 a command over the limit fails, until another has ended")
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

  /** Children of this process that have ended and were not reaped. */
  private static List<String> zombies() {
    var parent = Long.toString(ProcessHandle.current().pid());
    try (var all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> process.getFileName().toString().matches("\\d+"))
          .map(CommandEndIT::stat)
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
}
