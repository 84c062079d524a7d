package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.Browser;
import httpd.testing.NodePackages;
import httpd.testing.Tab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * A page that follows a stream on disk by the client for JavaScript, and a server that is stopped
 * or killed, and started again, while numbers are appended. {@code -Drestarts=100} makes a longer
 * run.
 */
class ResumingPageIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int RESTARTS = Integer.getInteger("restarts", 10);
  private static final int MORE = 10;

  private static final String PAGE =
      """
      <!doctype html>
      <link rel="icon" href="data:,">
      <body data-opened="0" data-count="0">
      <script type="module" src="page.js"></script>
      """;

  private static final String COUNT = "Number(document.body?.dataset.count ?? 0)";

  @TempDir Path directory;

  @Test
  @Timeout(180)
  @DisplayName("E-15 a page with the client gets each message once, in order, over ten restarts")
  void restarts() throws Exception {
    Browser.require();
    NodePackages.require();
    bundle(Files.createDirectory(directory.resolve("web")));
    var server = start(0);
    int port = server.address().getPort();
    try (var browser = Browser.start();
        var numbers = new Numbers(port)) {
      browser.beginContext();
      var tab = browser.open("http://127.0.0.1:%s/".formatted(port));
      for (int restart = 1; restart <= RESTARTS; restart++) {
        awaitMore(tab);
        server.signal(restart % 5 == 0 ? "KILL" : "TERM");
        server.await();
        server.close();
        server = start(port);
      }
      awaitMore(tab);
      assertExactly(tab, numbers.stop());
      browser.endContext();
    } finally {
      server.close();
    }
  }

  /** Puts the page's script and the packages that it imports into one file. */
  private static void bundle(Path web) throws Exception {
    Files.writeString(web.resolve("index.html"), PAGE);
    try (var packages = NodePackages.directory()) {
      var command =
          List.of(
              "node",
              NodePackages.program("rolldown/bin/cli.mjs"),
              packages.copy("page.mjs").toString(),
              "--format=esm",
              "--platform=browser",
              "--file=" + web.resolve("page.js"));
      var result = Launched.run(packages.path(), command);
      assertEquals(0, result.code(), result.out() + result.err());
    }
  }

  private Launched start(int port) throws Exception {
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "" + port, "--log", "off"));
    command.addAll(List.of("--drain", "200ms", "/v1/stream/=streams:data", "/=dir:web"));
    var server = Launched.start(directory, Map.of(), command);
    try {
      server.awaitErr("httpd: listening on ");
      return server;
    } catch (AssertionError notStarted) {
      server.close();
      throw notStarted;
    }
  }

  /** Waits until the page has got some more than it has now. */
  private static void awaitMore(Tab tab) {
    tab.await("%s >= %s".formatted(COUNT, Integer.parseInt(tab.evaluate(COUNT)) + MORE));
  }

  private static void assertExactly(Tab tab, int count) {
    tab.await(COUNT + " >= " + count);
    assertEquals("-1", tab.evaluate("seen.findIndex((number, i) => number !== i)"));
    assertEquals("" + count, tab.evaluate("seen.length"));
  }

  /** Appends numbers as an idempotent producer: each again until it is acknowledged. */
  private static final class Numbers implements AutoCloseable {

    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(10);

    private final AtomicBoolean over = new AtomicBoolean();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI stream;
    private final Thread thread;
    private int count;

    Numbers(int port) throws Exception {
      stream = URI.create("http://127.0.0.1:%s/v1/stream/numbers".formatted(port));
      assertEquals(201, send(request().PUT(BodyPublishers.noBody())));
      thread = Thread.ofVirtual().start(this::appendAll);
    }

    private HttpRequest.Builder request() {
      return HttpRequest.newBuilder(stream).header("Content-Type", "application/json");
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private void appendAll() {
      while (!over.get()) {
        if (isAppended(count)) {
          count++;
        }
        LockSupport.parkNanos(PACE);
      }
    }

    private boolean isAppended(int number) {
      try {
        int status =
            send(
                request()
                    .header("Producer-Id", "numbers")
                    .header("Producer-Epoch", "0")
                    .header("Producer-Seq", "" + number)
                    .POST(BodyPublishers.ofString("" + number)));
        return status == 200 || status == 204; // 204: it had been appended before.
      } catch (IOException | InterruptedException restarting) {
        return false;
      }
    }

    /** Returns how many were acknowledged. */
    int stop() throws InterruptedException {
      over.set(true);
      thread.join();
      return count;
    }

    @Override
    public void close() throws Exception {
      stop();
      client.close();
    }
  }
}
