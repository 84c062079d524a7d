package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.CommandException;
import httpd.cli.output.Console;
import httpd.cli.output.TextStyle;
import httpd.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReloadsTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Reloads reloads =
      new Reloads(console(), () -> done.add("begin"), () -> done.add("end"));

  private Console console() {
    var stream = new PrintStream(err, true, UTF_8);
    return new Console(stream, err, stream, false, false, TextStyle.PLAIN, TextStyle.PLAIN);
  }

  private void awaitDone(String... expected) {
    Eventually.isFine(() -> done.equals(List.of(expected)) ? null : done.toString());
  }

  @Test
  @DisplayName("N-70 HUP reloads each part in order, and tells the manager before and after")
  void order() {
    reloads.add(() -> done.add("log"));
    reloads.add(() -> done.add("handlers"));
    reloads.request();
    awaitDone("begin", "log", "handlers", "end");
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  @DisplayName("N-71 a part that fails says so in two lines, and the others are reloaded")
  void failures() {
    reloads.add(() -> {
      throw CommandException.failed("users: line 3 is wrong", "the users of before are kept", null);
    });
    reloads.add(() -> {
      throw new IllegalStateException("surprise");
    });
    reloads.add(() -> done.add("last"));
    reloads.request();
    awaitDone("begin", "last", "end");
    assertEquals(
        """
        httpd: users: line 3 is wrong
          hint: the users of before are kept
        httpd: a reload failed: java.lang.IllegalStateException: surprise
          hint: what was loaded before is still in use
        """,
        err.toString(UTF_8));
  }

  @Test
  @DisplayName("H-46, N-72 requests that come before a reload begins are one")
  void coalesced() {
    var gate = new Semaphore(0);
    reloads.add(() -> {
      gate.acquireUninterruptibly();
      done.add("part");
    });
    reloads.request();
    Eventually.isFine(() -> done.isEmpty() ? "it has not begun" : null);
    for (int i = 0; i < 10; i++) {
      reloads.request();
    }
    gate.release(20);
    awaitDone("begin", "part", "end", "begin", "part", "end");
  }

  @Test
  @DisplayName("N-73 after the stop has begun nothing is reloaded, and the rest is left out")
  void stop() {
    reloads.add(() -> {
      reloads.close();
      done.add("first");
    });
    reloads.add(() -> done.add("second"));
    reloads.request();
    awaitDone("begin", "first");
    reloads.request();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("httpd-reload") && done.size() > 2));
    assertEquals(List.of("begin", "first"), done);
  }
}
