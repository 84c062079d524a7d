package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.Browser;
import httpd.testing.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One tab with a hundred event streams over one connection, and a server that is stopped or killed,
 * and started again, while lines are added to the file that it follows. {@code -Drestarts=100}
 * makes a longer run; every fifth restart is after a kill.
 */
class HundredEventSourcesIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int RESTARTS = Integer.getInteger("restarts", 10);
  private static final int SOURCES = 100;
  private static final int MORE = 10;
  private static final long PACE = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * Each source counts, and notes a number that is not the next. Totals go into the document, where
   * a test can wait for them.
   */
  private static final String PAGE =
      """
      <!doctype html>
      <link rel="icon" href="data:,">
      <body data-opened="0" data-least="0" data-most="0">
      <script>
        const next = new Array(SOURCES).fill(0);
        const wrong = [];
        let opened = 0, isShown = true;
        const show = () => {
          isShown = true;
          document.body.dataset.opened = opened;
          document.body.dataset.least = Math.min(...next);
          document.body.dataset.most = Math.max(...next);
        };
        const changed = () => {
          if (isShown) setTimeout(show, 50);
          isShown = false;
        };
        const sources = next.map((_, i) => {
          const source = new EventSource("/events");
          source.onopen = () => { opened++; changed(); };
          source.onmessage = ({ data }) => {
            if (data != next[i]) wrong.push(`source ${i}: ${data} where ${next[i]} should be`);
            next[i]++;
            changed();
          };
          source.addEventListener("reset", () => wrong.push(`source ${i}: reset`));
          return source;
        });
      </script>
      """
          .replace("SOURCES", "" + SOURCES);

  @TempDir Path folder;

  @Test
  @Timeout(180)
  @DisplayName("J-440 a hundred event streams of one tab get each event once, over restarts")
  void restarts() throws Exception {
    Browser.require();
    var numbers = new Numbers(Files.createFile(folder.resolve("app.log")));
    Files.writeString(Files.createDirectory(folder.resolve("web")).resolve("index.html"), PAGE);
    var server = start(0);
    int port = server.address().getPort();
    try (var browser = Browser.start("--ignore-certificate-errors")) {
      browser.beginContext();
      var tab = browser.open("https://127.0.0.1:%s/".formatted(port));
      tab.forgetRequests();
      awaitOpen(tab, SOURCES);
      assertEquals(
          "h2", tab.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"));
      numbers.start();
      for (int restart = 1; restart <= RESTARTS; restart++) {
        awaitMore(tab);
        // After a kill a browser waits for three seconds; a server that stops has told it one.
        server.signal(restart % 5 == 0 ? "KILL" : "TERM");
        server.await();
        server.close();
        server = start(port);
        awaitOpen(tab, SOURCES * (restart + 1));
      }
      awaitMore(tab);
      assertExactly(tab, numbers.stop());
      browser.endContext();
    } finally {
      numbers.stop();
      server.close();
    }
  }

  private Launched start(int port) throws Exception {
    var command = new ArrayList<>(List.of(PROGRAM, "--tls", "self", "--port", "" + port));
    command.addAll(List.of("--drain", "200ms", "--log", "off"));
    command.addAll(List.of("/events=sse+tail:app.log", "/=dir:web"));
    var server = Launched.start(folder, Map.of(), command);
    try {
      server.awaitErr("httpd: listening on ");
      return server;
    } catch (AssertionError notStarted) {
      server.close();
      throw notStarted;
    }
  }

  /** A source may have to try more than once. */
  private static void awaitOpen(Tab tab, int times) {
    tab.await("document.body.dataset.opened >= " + times);
  }

  /** Waits until each source has got some more than any has now. */
  private static void awaitMore(Tab tab) {
    int most = Integer.parseInt(tab.evaluate("Math.max(...next)"));
    tab.await("document.body.dataset.least >= " + (most + MORE));
  }

  private static void assertExactly(Tab tab, int count) {
    tab.await("document.body.dataset.least >= " + count + " || wrong.length > 0");
    assertEquals("", tab.evaluate("wrong.slice(0, 5).join(', ')"));
    assertEquals("" + count, tab.evaluate("Math.max(...next)"));
    assertEquals(List.of(), tab.problems());
  }

  /** Lines with numbers, one after the other, until it is stopped. */
  private static final class Numbers {

    private final AtomicBoolean over = new AtomicBoolean();
    private final Path file;
    private final Thread thread = Thread.ofVirtual().unstarted(this::add);
    private int count;

    Numbers(Path file) {
      this.file = file;
    }

    void start() {
      thread.start();
    }

    private void add() {
      for (; !over.get(); count++) {
        try {
          Files.writeString(file, count + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        LockSupport.parkNanos(PACE);
      }
    }

    /** Gives how many there were. */
    int stop() throws InterruptedException {
      over.set(true);
      if (thread.getState() != Thread.State.NEW) {
        thread.join();
      }
      return count;
    }
  }
}
