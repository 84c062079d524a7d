package httpd.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.limit.Limits;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands for a test, under limits of its own, and waits until all have ended. */
abstract class RunningCommands {

  @TempDir Path directory;

  Limits limits = Limits.standard();
  final Commands commands = new Commands(() -> limits);
  LogCapture log;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  @AfterEach
  void everyPlaceIsFreeAgain() {
    Eventually.holds("no command holds a place", () -> commands.running() == 0);
    log.close();
  }

  CommandSource run(String line, LineSource body) {
    return new CommandSource(
        commands, Command.shell(line, false), CommandEnvironment.OWN, body, "GET /x");
  }

  CommandSource run(String line) {
    var nothing = new LineQueue();
    nothing.end();
    return run(line, nothing);
  }

  CommandSource terminalRun(String line) {
    var nothing = new LineQueue();
    nothing.end();
    return new CommandSource(
        commands, Command.shell(line, true), CommandEnvironment.OWN, nothing, "GET /");
  }

  static <T extends Throwable> T failure(LineSource source, Class<T> type)
      throws InterruptedException {
    return assertInstanceOf(type, assertInstanceOf(Poll.Failed.class, Take.next(source)).cause());
  }

  Path fifo(String name) throws Exception {
    var path = directory.resolve(name);
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    return path;
  }

  /** The length of a file. */
  static long number(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
