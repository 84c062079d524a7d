package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.HttpException;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.server.Server;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Limits": what requests may hold in memory, and how long their bodies may be. */
class BodyMemoryTest extends WireTest {

  private static final int BUDGET = 1024 * 1024;
  private static final int LARGE = 250_000;
  private static final Handler ECHO = request -> Response.text(request.text().length() + "");

  private Limit memory;

  private void serve(Limits limits, Handler handler) throws Exception {
    memory = limits.of(Bound.BODY_MEMORY);
    serve(config().withLimits(limits), handler);
  }

  private void serveWithBudget(Handler handler) throws Exception {
    serve(Limits.standard().with(Bound.BODY_MEMORY, BUDGET), handler);
  }

  private RawClient post(int announced, int sent) throws Exception {
    return connect()
        .send("POST / HTTP/1.1\nHost: test\nContent-Length: " + announced + "\n\n")
        .send("x".repeat(sent));
  }

  private void awaitHeld(long least) {
    Eventually.isFine(() -> memory.held() >= least ? null : "held: " + memory.held());
  }

  private void awaitNothingHeld() {
    Eventually.isFine(() -> memory.held() == 0 ? null : "held: " + memory.held());
  }

  private void awaitReached() {
    Eventually.holds("the limit was reached", () -> memory.reached() == 1);
    var said = "WARNING limit body-memory (1m) reached: answered 503 to 127.0.0.1; ";
    assertTrue(log.text().startsWith(said), log.text());
  }

  private static void assertRefused(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
    assertTrue(answer.contains("\nRetry-After: 1\n"), answer);
    assertTrue(answer.contains("\nconnection: close\n"), answer);
  }

  @Test
  @DisplayName("M-30 a body for which there is no memory is a 503; M-31 a short one gets through")
  void text() throws Exception {
    serveWithBudget(ECHO);
    var unfinished = post(LARGE + 1, LARGE);
    awaitHeld(2 * LARGE);
    assertRefused(post(LARGE, LARGE).readAll());
    awaitReached();
    assertTrue(post(16_384, 16_384).readUntil("\n\n16384").startsWith("HTTP/1.1 200 "));
    unfinished.send("x");
    assertTrue(unfinished.readUntil("\n\n250001").startsWith("HTTP/1.1 200 "));
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-30 a client that leaves, or is refused, holds nothing")
  void leaves() throws Exception {
    serveWithBudget(ECHO);
    for (int i = 0; i < 3; i++) {
      var unfinished = post(LARGE + 1, LARGE);
      awaitHeld(2 * LARGE);
      unfinished.reset();
      awaitNothingHeld();
    }
    assertRefused(post(1_000_000, 600_000).readAll());
    awaitNothingHeld();
  }

  @Test
  @DisplayName(
      "M-30, M-37 what waits for a handler, and what it has gathered until it returns, counts")
  void handlerOutlivesItsClient() throws Exception {
    var go = new CountDownLatch(1);
    serveWithBudget(request -> {
      request.text();
      while (go.getCount() > 0) { // Whatever interrupts it.
        try {
          go.await();
        } catch (InterruptedException clientHasGone) {
          // It goes on, as a handler may.
        }
      }
      return Response.text("");
    });
    var client = post(LARGE, LARGE);
    awaitHeld(2 * LARGE);
    client.reset();
    assertRefused(post(LARGE, LARGE).readAll());
    assertTrue(memory.held() >= 2 * LARGE, "held: " + memory.held());
    go.countDown();
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-30 a long line that does not end counts, for a handler that asks for lines")
  void line() throws Exception {
    serveWithBudget(request -> Response.text(request.lines().next()));
    assertRefused(post(LARGE * 3, LARGE * 2).readAll());
    awaitReached();
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-30 a body that is read while it comes in holds no more than what waits of it")
  void streamed() throws Exception {
    serveWithBudget(request -> {
      int lines = 0;
      for (var line : request.lines()) {
        lines += line.length();
      }
      return Response.text(lines + "");
    });
    var client = post(3_000_000, 0);
    for (int i = 0; i < 30; i++) {
      client.send(("x".repeat(99) + "␊").repeat(1000));
    }
    client.readUntil("\n\n2970000");
    assertEquals(0, memory.reached());
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-32 a long head counts, before its end has come and until it is answered")
  void head() throws Exception {
    serve(Limits.standard().with(Bound.BODY_MEMORY, 100_000), ECHO);
    var start = "GET / HTTP/1.1\nHost: test\nA: " + "a".repeat(25_000);
    var first = connect().send(start);
    awaitHeld(75_000);
    assertRefused(connect().send(start).readAll());
    assertRefused(connect().send(start + "\n\n").readAll());
    assertTrue(connect().get("/").readUntil("\n\n0").startsWith("HTTP/1.1 200 "));
    first.send("\n\n").readUntil("\n\n0");
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-32 of heads that are sent ahead, each counts until it is answered")
  void headsSentAhead() throws Exception {
    var called = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    serve(
        Limits.standard().with(Bound.BODY_MEMORY, 1_000_000),
        request -> {
          if (request.path().equals("/waits")) {
            called.countDown();
            go.await();
          }
          return Response.text(request.path());
        });
    var fields = " HTTP/1.1\nHost: test\nA: " + "a".repeat(25_000);
    var client =
        connect().send("GET /first HTTP/1.1\nHost: test\n\nGET /waits" + fields + "\n\nGET /half");
    client.readUntil("/first");
    called.await();
    client.send(fields);
    awaitHeld(150_000);
    go.countDown();
    client.readUntil("/waits");
    awaitHeld(75_000);
    Eventually.holds("the first head's are back", () -> memory.held() < 100_000);
    client.send("\n\n").readUntil("/half");
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-32 requests that are sent ahead count; without memory they wait at the client")
  void sentAhead() throws Exception {
    var go = new CountDownLatch(1);
    serve(
        Limits.standard().with(Bound.BODY_MEMORY, 20_000),
        request -> {
          go.await();
          return Response.text(request.path());
        });
    var client = connect().get("/first");
    for (int i = 0; i < 100; i++) {
      client.get("/ahead-" + i);
    }
    Eventually.holds("the limit was reached", () -> memory.reached() > 0);
    assertTrue(memory.held() <= 20_000, "held: " + memory.held());
    go.countDown();
    client.readUntil("/ahead-99");
    awaitNothingHeld();
  }

  @Test
  @DisplayName("M-33 a body longer than --max-body is a 413 before its handler is called")
  void announced() throws Exception {
    var calls = new AtomicInteger();
    var limits = Limits.standard().with(Bound.BODY, 10);
    serve(
        limits,
        request -> {
          calls.incrementAndGet();
          return ECHO.handle(request);
        });
    var refused = connect().send("POST / HTTP/1.1\nHost: test\nContent-Length: 11\n\n12345678901");
    assertTrue(refused.readUntil("longer than 10 bytes␊").startsWith("HTTP/1.1 413 "));
    assertEquals(0, calls.get());
    assertEquals(1, limits.of(Bound.BODY).reached());
    var said = "WARNING limit body (10) reached: answered 413 to 127.0.0.1; --max-body VALUE ";
    assertTrue(log.text().startsWith(said), log.text());
    refused.send("POST / HTTP/1.1\nHost: test\nContent-Length: 10\n\n1234567890");
    assertTrue(refused.readUntil("\n\n10").startsWith("HTTP/1.1 200 "));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("M-33 one in chunks is a 413 for its reader once it is longer")
  void chunked(boolean asText) throws Exception {
    serve(
        Limits.standard().with(Bound.BODY, 10),
        request -> {
          if (asText) {
            return ECHO.handle(request);
          }
          request.lines().forEachRemaining(line -> {});
          return Response.text("all");
        });
    var client =
        connect().send("POST / HTTP/1.1\nHost: test\nTransfer-Encoding: chunked\n\n6\n123456\n");
    var answer = client.send("5\n12345\n").readAll();
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("\nconnection: close\n"), answer);
    assertFalse(answer.contains("all"), answer);
  }

  private String answerToLongChunks(Handler handler) throws Exception {
    serve(Limits.standard().with(Bound.BODY, 10), handler);
    return connect()
        .send("POST / HTTP/1.1\nHost: test\nTransfer-Encoding: chunked\n\n6\n123456\n")
        .send("5\n12345\n")
        .readAll();
  }

  @Test
  @DisplayName("M-33 also on its way to an upstream, which does not get all of it")
  void toUpstream() throws Exception {
    var got = new LinkedBlockingQueue<String>();
    Handler upstream =
        request -> {
          try {
            got.add(request.text());
          } catch (IOException | HttpException brokenOff) {
            got.add("broken off");
          }
          return Response.text("all");
        };
    try (var up = Server.start(config(), upstream);
        var client = new UpstreamClient()) {
      var answer =
          answerToLongChunks(
              new ProxyHandler(
                  new ProxyRoute(
                      "up",
                      List.of(UpstreamAddress.of(up.uri())),
                      UpstreamLimits.DEFAULT,
                      TrustedProxies.NONE,
                      false),
                  client));
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
      var seen = got.poll(10, TimeUnit.SECONDS);
      assertEquals("broken off", seen);
    }
  }

  @Test
  @DisplayName("M-34 with a larger --max-body, text() takes as much")
  void raised() throws Exception {
    serve(Limits.standard().with(Bound.BODY, 3_000_000), ECHO);
    post(3_000_000, 3_000_000).readUntil("\n\n3000000");
    assertTrue(post(3_000_001, 0).readUntil("3000000 bytes␊").startsWith("HTTP/1.1 413 "));
  }

  @Test
  @DisplayName("M-35 the place of a call is free when its answer has come")
  void handlersInARow() throws Exception {
    var limits = Limits.standard().with(Bound.HANDLERS, 1);
    serve(limits, request -> Response.text(request.path()));
    var client = connect();
    for (int i = 0; i < 500; i++) {
      client.get("/" + i).readUntil("\n\n/" + i);
      assertEquals(0, limits.of(Bound.HANDLERS).held());
    }
    assertEquals(0, limits.of(Bound.HANDLERS).reached());
  }

  @Test
  @DisplayName("M-35 a call of a handler beyond the limit is a 503, and the connection stays")
  void handlers() throws Exception {
    var go = new CountDownLatch(1);
    var limits = Limits.standard().with(Bound.HANDLERS, 1);
    serve(
        limits,
        request -> {
          go.await();
          return Response.text(request.path());
        });
    var first = connect().get("/first");
    Eventually.holds("it is called", () -> limits.of(Bound.HANDLERS).held() == 1);
    var second = connect().get("/second");
    var refused = second.readUntil("may␊");
    assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
    assertTrue(refused.contains("\nRetry-After: 1\n"), refused);
    assertEquals(1, limits.of(Bound.HANDLERS).reached());
    var said = "WARNING limit handlers (1) reached: answered 503 to 127.0.0.1; ";
    assertTrue(log.text().startsWith(said), log.text());
    var ping = connect().send("OPTIONS * HTTP/1.1\nHost: test\n\n").readHead();
    assertTrue(ping.startsWith("HTTP/1.1 204 "), ping);
    go.countDown();
    first.readUntil("\n\n/first");
    second.get("/third").readUntil("\n\n/third");
  }
}
