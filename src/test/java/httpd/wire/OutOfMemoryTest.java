package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.net.Transport;
import httpd.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, S-280 and after it: out of memory in one exchange ends that exchange. */
class OutOfMemoryTest extends WireTest {

  private static final String OUT = "[trace of OutOfMemoryError]";

  private final AtomicInteger closed = new AtomicInteger();

  /** More than an array may have, whatever the heap. */
  private static String allocateTooMuch() {
    return new String(new char[Integer.MAX_VALUE]);
  }

  private static int recurse(int depth) {
    return depth < 0 ? 0 : recurse(depth + 1) + depth;
  }

  private Response source(List<Poll> polls) {
    var left = new ArrayList<>(polls);
    return new Response(
        200,
        Headers.EMPTY,
        new Body.Lines(
            new LineSource() {
              @Override
              public Poll poll(Runnable wake) {
                return left.isEmpty() ? Line.of(allocateTooMuch()) : left.removeFirst();
              }

              @Override
              public void close() {
                closed.incrementAndGet();
              }
            }));
  }

  private void serveBeside(Transport transport, Handler handler) throws Exception {
    serve(
        transport,
        request -> request.path().equals("/ok") ? Response.text("ok") : handler.handle(request));
  }

  private void assertOthersAreServed() throws Exception {
    connect().get("/ok").readUntil("\n\nok");
  }

  private void awaitLog(String text) {
    Eventually.isFine(() -> log.text().contains(text) ? null : "log: " + log.text());
  }

  @Test
  @DisplayName("S-280 a handler that is out of memory is a 500, and logged once that is sent")
  void handler() throws Exception {
    serveBeside(Transport.AUTO, request -> Response.text(allocateTooMuch()));
    var other = connect().get("/ok");
    other.readUntil("\n\nok");
    assertEquals(
        """
        HTTP/1.1 500 Internal Server Error
        Content-Length: 0
        Connection: close

        """,
        connect().get("/").readAll());
    awaitLog("SEVERE GET /: answered 500, its handler failed: java.lang.OutOfMemoryError");
    awaitLog(OUT);
    other.get("/ok").readUntil("\n\nok");
  }

  @Test
  @DisplayName("S-280 its client may still be sending")
  void handlerOfBody() throws Exception {
    serveBeside(Transport.AUTO, request -> Response.text(allocateTooMuch()));
    var client = connect().send("POST / HTTP/1.1\nHost: test\nContent-Length: 1000000\n\n");
    var answer = client.send("x".repeat(500_000)).readAll();
    assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
  }

  @Test
  @DisplayName("S-280 a handler out of stack is a 500, and what it has opened is closed")
  void stack() throws Exception {
    serveBeside(
        Transport.AUTO,
        request -> {
          Response.lines(Stream.of("a").onClose(closed::incrementAndGet));
          return Response.text("" + recurse(0));
        });
    var client = connect().get("/");
    var answer = client.readUntil("Internal Server Error␊");
    assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    client.get("/ok").readUntil("\n\nok");
    assertEquals(1, closed.get());
    awaitLog("[trace of StackOverflowError]");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-281 lines that run out of memory on their own thread cut their response")
  void iterator(Transport transport) throws Exception {
    serveBeside(
        transport,
        request ->
            Response.lines(
                Stream.iterate(1, i -> i + 1)
                    .map(i -> i == 1 ? "one" : allocateTooMuch())
                    .onClose(closed::incrementAndGet)));
    var all = connect().get("/").readAll();
    assertTrue(all.endsWith("\n\n4\none␊\n"), all);
    Eventually.holds("the body is closed", () -> closed.get() == 1);
    awaitLog("SEVERE GET /: cut the response, its lines failed: java.lang.OutOfMemoryError");
    assertOthersAreServed();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-281 a source that runs out of memory on the event loop cuts its response")
  void onTheEventLoop(Transport transport) throws Exception {
    serveBeside(transport, request -> source(List.of(Line.of("one"))));
    var all = connect().get("/").readAll();
    assertTrue(all.endsWith("\n\n4\none␊\n"), all);
    assertEquals(1, closed.get());
    awaitLog("SEVERE GET /: cut the response, its lines failed: java.lang.OutOfMemoryError");
    assertOthersAreServed();
  }

  @Test
  @DisplayName("S-281 the source of a tunnel that runs out of memory resets the tunnel")
  void tunnel() throws Exception {
    serveBeside(
        Transport.AUTO,
        request ->
            new Response(
                101,
                Headers.of(List.of(new Headers.Field("Upgrade", "x"))),
                new Body.Tunnel(
                    ((Body.Lines) source(List.of()).body()).source(), LineSource::close)));
    var client = connect().send("GET / HTTP/1.1\nHost: test\nConnection: Upgrade\nUpgrade: x\n\n");
    assertEquals("RESET", client.readEnd());
    assertEquals(1, closed.get());
    awaitLog("cut the tunnel: java.lang.OutOfMemoryError");
    assertOthersAreServed();
  }

  @Test
  @DisplayName("S-282 afterwards nothing of it is held")
  void nothingHeld() throws Exception {
    var limits = Limits.standard();
    var inside = new CountDownLatch(1);
    serve(
        config().withLimits(limits),
        request -> {
          assertEquals(4000, request.text().length());
          inside.countDown();
          return Response.text(allocateTooMuch());
        });
    connect()
        .send("POST / HTTP/1.1\nHost: test\nContent-Length: 4000\n\n" + "x".repeat(4000))
        .readAll();
    inside.await();
    Eventually.holds(
        "nothing is held",
        () -> limits.of(Bound.HANDLERS).held() == 0 && limits.of(Bound.BODY_MEMORY).held() == 0);
  }
}
