package httpd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Handler;
import httpd.HttpException;
import httpd.Hub;
import httpd.NonBlocking;
import httpd.Request;
import httpd.Response;
import httpd.limit.Limits;
import httpd.server.AccessEvent;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.testing.SlowLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Metrics": the numbers are those of the access log. */
class ServerCountsTest {

  private final Queue<AccessEvent> done = new ConcurrentLinkedQueue<>();
  private final ServerCounts counts =
      new ServerCounts(
          new StreamKinds(List.of("lines", "events"), ServerCountsTest::kind, request -> true), 50);
  private final Limits limits = Limits.standard();
  private final MetricsHandler metrics =
      new MetricsHandler(counts, limits, () -> 3, Map.of("version", "1"));
  private final Hub hub = Hub.keeping(10);
  private Server server;
  private @TempDir Path directory;

  private static String kind(Request request) {
    return request.path().equals("/hub") ? "events" : "lines";
  }

  private void serve(int loops, Handler handler) throws IOException {
    server =
        Server.start(
            ServerConfig.defaults()
                .withPort(0)
                .withEventLoops(loops)
                .withLimits(limits)
                .withMeter(counts)
                .withAccessLog(event -> {
                  if (event.phase() == AccessEvent.Phase.DONE) {
                    done.add(event);
                  }
                }),
            handler);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient connect() throws IOException {
    return new RawClient(server.address());
  }

  private Response answer(Request request) throws Exception {
    var path = request.path();
    return switch (path) {
      case "/text" -> Response.text("höchst");
      case "/list" -> Response.chunks(List.of("ab", "cde"));
      case "/file" -> Response.file(directory.resolve("file"));
      case "/lines" -> Response.lines(IntStream.range(0, 500).mapToObj(String::valueOf));
      case "/fails" -> Response.lines(new SlowLines().emit("x").fail(new IllegalStateException()));
      case "/waits" -> Response.lines(new SlowLines().emit("waits"));
      case "/hub" -> hub.listen(request);
      case "/broken" -> throw new IllegalStateException("made up");
      default -> throw HttpException.notFound(request);
    };
  }

  private void mixedRun() throws Exception {
    for (int i = 0; i < 7; i++) {
      try (var client = connect()) {
        for (var path : List.of("/text", "/list", "/file", "/lines", "/nix", "/broken")) {
          client.get(path).readHead();
        }
        client.send("HEAD /lines HTTP/1.1\nHost: test\n\n");
        client.send("PUT /text HTTP/1.1\nHost: test\nContent-Length: 3\n\nabc");
        client.send("BREW /text HTTP/1.1\nHost: test\n\n");
        client.get("/fails").readEnd();
      }
      try (var client = connect()) {
        client.get("/waits").readUntil("waits␊\n");
      }
      try (var client = connect()) {
        client.send("rubbish\n\n").readEnd();
      }
      try (var client = connect()) { // HTTP/2, whose preface looks like a request.
        client.send("PRI * HTTP/2.0\n\nSM\n\n").readByte();
      }
    }
  }

  @Test
  @DisplayName(
      "MT-3 requests by method and status, their ends, lines and bytes are the access log's")
  void equalsTheLog() throws Exception {
    Files.writeString(directory.resolve("file"), "x".repeat(5_000));
    serve(2, this::answer);
    mixedRun();
    Eventually.holds("84 are done", () -> done.size() == 84);
    var scrape = Scrape.of(metrics);
    assertEquals(84, scrape.value("httpd_requests_begun_total"));
    assertEquals(84, scrape.sum("httpd_requests_total"));
    assertEquals(ofLog("GET", 2), ofMetrics(scrape, "GET", "2xx"));
    assertEquals(ofLog("GET", 4), ofMetrics(scrape, "GET", "4xx"));
    assertEquals(ofLog("GET", 5), ofMetrics(scrape, "GET", "5xx"));
    assertEquals(ofLog("HEAD", 2), ofMetrics(scrape, "HEAD", "2xx"));
    assertEquals(ofLog("PUT", 2), ofMetrics(scrape, "PUT", "2xx"));
    assertEquals(ofLog("BREW", 2), ofMetrics(scrape, "other", "2xx"));
    assertEquals(ofLog("-", 4), ofMetrics(scrape, "other", "4xx"));
    for (var reason : CloseReason.values()) {
      assertEquals(
          done.stream().filter(event -> event.reason() == reason).count(),
          scrape.value("httpd_requests_ended_total{reason=\"" + label(reason) + "\"}"),
          reason::toString);
    }
    assertEquals(
        done.stream().mapToLong(AccessEvent::lines).sum(), scrape.value("httpd_lines_total"));
    assertEquals(
        done.stream().mapToLong(AccessEvent::bytes).sum(),
        scrape.value("httpd_response_bytes_total"));
    assertEquals(
        done.stream().filter(AccessEvent::streamed).count(),
        scrape.value("httpd_streams_begun_total"));
    assertEquals(0, scrape.sum("httpd_exchanges"));
  }

  private static String label(CloseReason reason) {
    return reason.name().toLowerCase(java.util.Locale.ROOT);
  }

  private long ofLog(String method, int statusClass) {
    return done.stream()
        .filter(event -> event.asked().method().equals(method))
        .filter(event -> event.status() / 100 == statusClass)
        .count();
  }

  private static long ofMetrics(Scrape scrape, String method, String status) {
    return scrape.value(
        "httpd_requests_total{method=\"%s\",status=\"%s\"}".formatted(method, status));
  }

  @Test
  @DisplayName("MT-3.2 lines and bytes of an open stream count as it sends them, not at its end")
  void openStream() throws Exception {
    serve(1, this::answer);
    try (var client = connect()) {
      client.get("/waits").readUntil("waits␊\n");
      var scrape = Scrape.of(metrics);
      assertEquals(1, scrape.value("httpd_lines_total"));
      assertEquals(6, scrape.value("httpd_response_bytes_total"));
      assertEquals(0, scrape.sum("httpd_requests_total"));
      assertEquals(1, scrape.value("httpd_requests_begun_total"));
    }
    Eventually.holds("it is done", () -> done.size() == 1);
    assertEquals(1, Scrape.of(metrics).value("httpd_lines_total"));
  }

  @Test
  @DisplayName("MT-3.2 lines of subscribers that are served together count for each")
  void subscribers() throws Exception {
    serve(1, this::answer);
    try (var one = subscriber();
        var two = subscriber();
        var three = subscriber()) {
      Eventually.holds("all are there", () -> hub.listeners() == 3);
      long before = Scrape.of(metrics).value("httpd_lines_total");
      for (int i = 0; i < 5; i++) {
        hub.publish("event " + i);
        for (var client : List.of(one, two, three)) {
          client.readUntil("event " + i + "␊␊\n");
        }
      }
      var scrape = Scrape.of(metrics);
      assertEquals(3, scrape.value("httpd_streams{kind=\"events\"}"));
      assertEquals(3, scrape.value("httpd_subscribers"));
      assertEquals(before + 15, scrape.value("httpd_lines_total"));
      assertTrue(scrape.value("httpd_line_delay_seconds_count") >= 15, scrape::toString);
    }
    Eventually.holds("they are done", () -> done.size() == 3);
    var scrape = Scrape.of(metrics);
    assertEquals(
        done.stream().mapToLong(AccessEvent::lines).sum(), scrape.value("httpd_lines_total"));
    assertEquals(
        done.stream().mapToLong(AccessEvent::bytes).sum(),
        scrape.value("httpd_response_bytes_total"));
  }

  private RawClient subscriber() throws IOException {
    var client = connect();
    client.send("GET /hub HTTP/1.1\nHost: test\nAccept: text/event-stream\n\n").readHead();
    return client;
  }

  @Test
  @DisplayName("MT-4 open requests count by what they wait for, and by the kind of their route")
  void open() throws Exception {
    var handling = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    serve(
        1,
        request -> {
          if (request.path().equals("/handled")) {
            handling.countDown();
            goesOn.await();
          }
          return answer(request);
        });
    try (var waiting = connect();
        var handled = connect();
        var full = connect()) {
      waiting.get("/waits").readUntil("waits␊\n");
      handled.get("/handled");
      handling.await();
      full.get("/lines").readUntil("499␊\n0\n\n");
      var scrape = Scrape.of(metrics);
      assertEquals(1, scrape.value("httpd_exchanges{state=\"waiting-for-line\"}"));
      assertEquals(1, scrape.value("httpd_exchanges{state=\"handling\"}"));
      assertEquals(2, scrape.sum("httpd_exchanges"));
      assertEquals(1, scrape.value("httpd_streams{kind=\"lines\"}"));
      assertEquals(1, scrape.sum("httpd_streams"));
    } finally {
      goesOn.countDown();
    }
  }

  @Test
  @DisplayName("MT-4.1 open connections count by protocol, until they are closed")
  void connections() throws Exception {
    serve(1, this::answer);
    try (var first = connect();
        var second = RawHttp2Client.connect(server.address())) {
      first.get("/text").readUntil("höchst");
      second.send(RawFrame.request(1, FieldBlock.get("/text")));
      assertEquals("200", second.expectResponse(1).status());
      var scrape = Scrape.of(metrics);
      assertEquals(1, scrape.value("httpd_connections{protocol=\"http/1.1\",tls=\"no\"}"));
      assertEquals(1, scrape.value("httpd_connections{protocol=\"h2\",tls=\"no\"}"));
      assertEquals(2, scrape.sum("httpd_connections_accepted_total"));
    }
    Eventually.holds("none is open", () -> Scrape.of(metrics).sum("httpd_connections") == 0);
    assertEquals(2, Scrape.of(metrics).sum("httpd_connections_accepted_total"));
  }

  @Test
  @DisplayName("MT-5 each response whose head is sent is in the histogram of the time to head")
  void timeToHead() throws Exception {
    serve(1, this::answer);
    try (var client = connect()) {
      client.get("/text").readUntil("höchst");
      client.get("/waits").readUntil("waits␊\n");
      var scrape = Scrape.of(metrics);
      assertEquals(2, scrape.value("httpd_head_seconds_count"));
      assertEquals(2, scrape.value("httpd_head_seconds_bucket{le=\"+Inf\"}"));
      assertEquals(1, scrape.value("httpd_line_delay_seconds_count"));
    }
  }

  @Test
  @DisplayName(
      "MT-6 an event loop that hangs is counted as such, and no counter goes back meanwhile")
  void hungLoop() throws Exception {
    var goesOn = new CountDownLatch(1);
    var hangs = new CountDownLatch(1);
    serve(
        1,
        NonBlocking.of(request -> {
          if (request.path().equals("/hang")) {
            hangs.countDown();
            goesOn.await();
          }
          return answer(request);
        }));
    try (var client = connect()) {
      client.get("/text").readUntil("höchst");
      var before = Scrape.of(metrics);
      assertEquals(0, before.value("httpd_event_loops_hung"));
      client.get("/hang");
      hangs.await();
      var during = Scrape.of(metrics);
      assertEquals(1, during.value("httpd_event_loops_hung"));
      assertEquals(before.counters(), during.counters());
    } finally {
      goesOn.countDown();
    }
  }
}
