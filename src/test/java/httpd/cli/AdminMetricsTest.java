package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.metrics.Scrape;
import httpd.testing.RawClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Metrics and health": what the admin place answers of a server that runs. */
class AdminMetricsTest extends ServingTest {

  private static final Pattern ADMIN = Pattern.compile("admin at (\\S+)");

  @Override
  List<String> commonOptions() {
    return List.of("--port", "0", "--admin", "127.0.0.1:0", "--log-file", inFolder("~/access"));
  }

  private InetSocketAddress admin() {
    var found = ADMIN.matcher(err());
    assertTrue(found.find(), err());
    var uri = URI.create(found.group(1));
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /** The status and the body. */
  private String read(String path) throws Exception {
    return read(admin(), path);
  }

  private static String read(InetSocketAddress admin, String path) throws Exception {
    try (var client = new RawClient(admin)) {
      client.send("GET " + path + " HTTP/1.0\nHost: localhost\n\n");
      var head = client.readHead();
      return head.substring(9, 12) + " " + client.readAll().replace("␊", "\n");
    }
  }

  private Scrape scrape() throws Exception {
    return Scrape.read(read("/-/metrics").substring(4));
  }

  @Test
  @DisplayName("MT-2 a thousand more paths, clients, users and rooms add no time series")
  void fixedSeries() throws Exception {
    serve(
        () -> {
          var before = scrape().series();
          try (var client = new RawClient(address())) {
            for (int i = 0; i < 1000; i++) {
              client.send(
                  "GET /path/%d HTTP/1.1\nHost: localhost\nX-Forwarded-For: 10.1.%d.%d\n\n"
                      .formatted(i, i / 250, i % 250));
              client.readUntil("/path/" + i + "␊");
            }
            for (int i = 0; i < 1000; i++) {
              client.send(
                  "POST /chat/room%d HTTP/1.1\nHost: localhost\nContent-Length: 1\n\nx"
                      .formatted(i));
              client.readHead();
              client.readUntil("-1␊");
            }
          }
          var after = scrape();
          assertEquals(before, after.series());
          assertEquals(1000, after.value("httpd_requests_total{method=\"GET\",status=\"4xx\"}"));
          assertEquals(1000, after.value("httpd_requests_total{method=\"POST\",status=\"2xx\"}"));
        },
        "--trust-proxy",
        "127.0.0.1",
        "/chat/{room}=hub:",
        "/in/{name}=text:x");
  }

  @Test
  @DisplayName(
      "MT-4, MT-4.2 a stream counts by the kind of its route, whatever stands before the kind")
  void kinds() throws Exception {
    Files.writeString(folder.resolve("app.log"), "1\n");
    serve(
        () -> {
          try (var tail = new RawClient(address());
              var shared = new RawClient(address());
              var posted = new RawClient(address())) {
            tail.send("GET /log?last=1 HTTP/1.1\nHost: localhost\n\n").readUntil("1␊\n");
            shared.send("GET /x HTTP/1.1\nHost: localhost\n\n").readUntil("a␊\n");
            posted.send("POST /x HTTP/1.1\nHost: localhost\n\n").readUntil("b␊\n");
            var scrape = scrape();
            assertEquals(1, scrape.value("httpd_streams{kind=\"tail\"}"));
            assertEquals(2, scrape.value("httpd_streams{kind=\"exec\"}"));
            assertEquals(2, scrape.value("httpd_commands"));
            assertEquals(2, scrape.value("httpd_subscribers"));
            assertEquals(2, scrape.value("httpd_topics"));
          }
        },
        "/log=tail:~/app.log",
        "GET:/x=shared+exec:echo a; exec sleep 1000",
        "POST:/x=exec:echo b; exec sleep 1000");
  }

  @Test
  @DisplayName("MT-1, MT-7 a limit that was reached, and what it holds, are in the metrics")
  void limits() throws Exception {
    serve(
        () -> {
          try (var holds = new RawClient(address());
              var refused = new RawClient(address())) {
            holds.send("GET / HTTP/1.1\nHost: localhost\n\n").readHead();
            refused.send("GET / HTTP/1.1\nHost: localhost\n\n");
            assertTrue(refused.readHead().startsWith("HTTP/1.1 503"));
            var scrape = scrape();
            assertEquals(1, scrape.value("httpd_limit_held{limit=\"streams\"}"));
            assertEquals(1, scrape.value("httpd_limit_max{limit=\"streams\"}"));
            assertEquals(1, scrape.value("httpd_limit_reached_total{limit=\"streams\"}"));
          }
        },
        "--limit",
        "streams=1",
        "tail:~/app.log");
  }

  @Test
  @DisplayName("MT-20, MT-21, MT-22, MT-22.1 health is answered beyond the limit of connections")
  void health() throws Exception {
    serve(
        () -> {
          try (var only = new RawClient(address())) {
            only.send("GET / HTTP/1.1\nHost: localhost\n\n").readHead();
            assertEquals("200 {\"status\":\"ready\"}\n", read("/-/health"));
            assertEquals("200 {\"status\":\"ready\"}\n", read("/-/health/ready"));
            assertEquals("200 {\"status\":\"live\"}\n", read("/-/health/live"));
            assertEquals(1, scrape().value("httpd_requests_begun_total"));
          }
        },
        "--limit",
        "connections=1",
        "tail:~/app.log");
    assertFalse(Files.readString(folder.resolve("access")).contains("/-/"));
  }

  @Test
  @DisplayName("MT-20.1 while a stop waits for a response, the server is draining and live")
  void draining() throws Exception {
    Files.write(folder.resolve("sub/large"), new byte[16_000_000]);
    var health = new CompletableFuture<String>();
    serve(
        () -> {
          var admin = admin();
          var slow = new RawClient(address(), 4096);
          slow.send("GET /large HTTP/1.1\nHost: localhost\n\n").readHead();
          Thread.startVirtualThread(() -> health.complete(untilDraining(admin, slow)));
        },
        "--drain",
        "1m",
        "dir:~/sub");
    assertEquals("503 {\"status\":\"draining\"}\n200 {\"status\":\"live\"}\n", health.join());
  }

  /** Asks until the server drains, which it does until the slow client has gone. */
  private static String untilDraining(InetSocketAddress admin, RawClient slow) {
    try (slow) {
      var ready = "";
      do {
        ready = read(admin, "/-/health");
      } while (ready.startsWith("200"));
      return ready + read(admin, "/-/health/live");
    } catch (Exception e) {
      return e.toString();
    }
  }
}
