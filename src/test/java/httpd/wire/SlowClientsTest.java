package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Handler;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.SlowLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Limits": how long a client keeps a connection waiting. */
class SlowClientsTest extends WireTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String LARGE = "x".repeat(16 * 1024 * 1024);

  private final BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();
  private Limits limits;

  private void serve(Transport transport, Bound bound, Handler handler) throws IOException {
    serve(transport, bound, SHORT, handler);
  }

  private void serve(Transport transport, Bound bound, Duration time, Handler handler)
      throws IOException {
    limits = Limits.standard().with(bound, time);
    serve(config().withTransport(transport).withLimits(limits).withAccessLog(events::add), handler);
  }

  private void assertReached(Bound bound, int times, String line) {
    assertEquals(times, limits.of(bound).reached(), bound.title());
    assertTrue(log.text().contains(line), log.text());
    assertFalse(log.text().contains("[trace"), log.text());
  }

  private RawClient post(String path, String framing) throws IOException {
    return connect().send("POST " + path + " HTTP/1.1\nHost: test\n" + framing + "\n\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-20 silence is closed without a word; off is no limit")
  void idle(Transport transport) throws Exception {
    serve(transport, Bound.IDLE_TIME, request -> Response.text("x"));
    var half = connect().send("GET / HTTP/1.1\nHost: test\n");
    assertEquals("", connect().readAll());
    var between = connect().get("/");
    between.readUntil("\n\nx");
    assertEquals("", between.readAll());
    assertReached(
        Bound.IDLE_TIME, 2, "limit idle-time (200ms) reached: closed 127.0.0.1, which had sent");
    assertTrue(half.send("\n").readUntil("\n\nx").startsWith("HTTP/1.1 200 OK\n"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-21 a head that is not complete in time is a 408, also one that trickles in")
  void halfHead(Transport transport) throws Exception {
    serve(transport, Bound.HEAD_TIME, request -> Response.text("x"));
    var silent = connect();
    var second = connect().get("/");
    second.readUntil("\n\nx");
    for (var begun :
        List.of(
            connect().send("G"),
            connect().send("GET / HTTP/1.1\nHost: test\nX: "),
            connect().send("\n\n"),
            second.send("GET / HTTP/1.1\nHo"))) {
      var answer = begun.readAll();
      assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\n"), answer);
      assertTrue(answer.contains("connection: close\n"), answer);
    }
    var trickling = connect();
    try {
      while (limits.of(Bound.HEAD_TIME).reached() < 5) {
        trickling.send("\n");
        assertFalse(new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS));
      }
    } catch (IOException closed) {
      // That is what the rule says, too.
    }
    assertReached(
        Bound.HEAD_TIME, 5, "limit head-time (200ms) reached: answered 408 to 127.0.0.1, whose");
    silent.get("/").readUntil("\n\nx");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-22 a body that is waited for and does not come is a 408")
  void halfBody(Transport transport) throws Exception {
    serve(
        transport,
        Bound.RATE_TIME,
        request ->
            switch (request.path()) {
              case "/text" -> Response.text(request.text());
              case "/lines" -> {
                request.lines().forEachRemaining(line -> {});
                yield Response.text("all");
              }
              default -> Response.text("early");
            });
    for (var slow :
        List.of(
            post("/text", "Content-Length: 100000").send("half"),
            post("/text", "Transfer-Encoding: chunked").send("1\na\n"),
            post("/text", "Transfer-Encoding: chunked").send("1\na\n0\nX: trailer\n"),
            post("/text", "Content-Length: 3\nExpect: 100-continue"),
            post("/lines", "Content-Length: 100000").send("half"))) {
      var answer = slow.readAll();
      assertTrue(answer.contains("HTTP/1.1 408 Request Timeout\n"), answer);
      assertTrue(answer.contains("connection: close\n"), answer);
    }
    var discarded = post("/early", "Content-Length: 100").send("half");
    assertTrue(discarded.readAll().endsWith("early"));
    assertReached(Bound.BODY_RATE, 6, "limit body-rate (256) reached: ended the request of 127.");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-23 a chunked body that is read as lines may rest, and so may a handler")
  void restingBody(Transport transport) throws Exception {
    var go = new CountDownLatch(1);
    serve(
        transport,
        Bound.RATE_TIME,
        request -> {
          if (request.path().equals("/later")) {
            go.await();
            return Response.text(request.text());
          }
          return Response.text(request.lines().next());
        });
    var resting = post("/lines", "Transfer-Encoding: chunked").send("2\nli\n");
    var waiting = post("/later", "Content-Length: 4").send("la");
    post("/lines", "Content-Length: 4").send("he").readUntil(" 408 ");
    resting.send("3\nne␊\n0\n\n").readUntil("\n\nline");
    go.countDown();
    waiting.send("te").readUntil("\n\nlate");
    assertReached(Bound.BODY_RATE, 1, "limit body-rate (256) reached: ended the request of 127.");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-24 an eager answer that is not taken is a reset, whatever its body")
  void notTaken(Transport transport, @TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("large"), LARGE);
    var lines = new SlowLines();
    serve(
        transport,
        Bound.RATE_TIME,
        request ->
            switch (request.path()) {
              case "/text" -> Response.text(LARGE);
              case "/list" -> Response.chunks(List.of(LARGE, LARGE));
              case "/file" -> Response.file(file);
              default -> Response.lines(lines);
            });
    var resting = connect().get("/lines");
    resting.readHead();
    for (var path : List.of("/text", "/list", "/file")) {
      var slow = connect(4096).get(path);
      assertEquals(CloseReason.CLIENT_TOO_SLOW, done().reason(), path);
      assertEquals("RESET", slow.readEnd(), path);
    }
    lines.emit("still there");
    resting.readUntil("still there␊");
    assertReached(
        Bound.ANSWER_RATE, 3, "limit answer-rate (256) reached: reset the connection of 127.");
  }

  private AccessEvent done() throws InterruptedException {
    AccessEvent event;
    do {
      event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no request has ended");
      }
    } while (event.phase() != AccessEvent.Phase.DONE);
    return event;
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-24 requests sent ahead, whose answers are not read, are such an answer")
  void pipelined(Transport transport) throws Exception {
    serve(transport, Bound.RATE_TIME, request -> Response.text("x".repeat(100_000)));
    var client = connect(4096);
    client.send("GET / HTTP/1.1\nHost: a\n\n".repeat(200));
    Eventually.holds("reached", () -> limits.of(Bound.ANSWER_RATE).reached() == 1);
    assertEquals("RESET", client.readEnd());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-26 a client that takes an answer slowly, but fast enough, goes on")
  void slowButSteady(Transport transport, @TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("large"), LARGE);
    serve(transport, Bound.RATE_TIME, SHORT.multipliedBy(2), request -> Response.file(file));
    var client = connect().get("/");
    var portion = new byte[32 * 1024];
    var pause = new CountDownLatch(1);
    for (int i = 0; i < 25; i++) { // Less than what the system waits for before it asks for more.
      assertTrue(client.readSome(portion) > 0);
      assertFalse(pause.await(50, TimeUnit.MILLISECONDS));
    }
    assertEquals(0, limits.of(Bound.ANSWER_RATE).reached());
  }
}
