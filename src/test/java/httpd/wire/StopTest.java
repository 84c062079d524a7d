package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.net.Transport;
import httpd.server.Server;
import httpd.testing.Eventually;
import httpd.testing.SlowLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Start and stop". */
class StopTest extends WireTest {

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName(
      "S-90 a stop cuts the streams, closes idle connections and lets eager answers finish")
  void stop(Transport transport) throws Exception {
    var lines = new SlowLines();
    var handling = new Semaphore(0);
    var answer = new CountDownLatch(1);
    var server =
        serve(
            transport,
            request ->
                switch (request.path()) {
                  case "/lines" -> Response.lines(lines);
                  case "/slow" -> {
                    handling.release();
                    answer.await();
                    yield Response.text("finished");
                  }
                  default -> Response.text("x");
                });
    var idle = connect().get("/");
    idle.readUntil("\n\nx");
    var stream = connect().get("/lines");
    stream.readHead();
    var slow = connect().get("/slow");
    assertTrue(handling.tryAcquire(10, TimeUnit.SECONDS));

    var stopper = Thread.ofPlatform().start(server::close);
    assertEquals("FIN", idle.readEnd());
    assertEquals("", stream.readAll(), "no last chunk");
    lines.awaitClosed();
    assertEquals(1, lines.closes());
    Eventually.holds("no more is accepted", this::isRefused);
    answer.countDown();
    var last = slow.readAll();
    assertTrue(last.endsWith("\n\nfinished"), last);
    assertTrue(last.contains("connection: close\n"), last);
    stopper.join();
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-90 an HTTP/1.0 stream is reset by a stop")
  void stopHttp10(Transport transport) throws Exception {
    var lines = new SlowLines();
    var server = serve(transport, request -> Response.lines(lines));
    var client = connect().send("GET / HTTP/1.0\n\n");
    client.readHead();
    server.close();
    assertEquals("RESET", client.readEnd());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private boolean isRefused() {
    try {
      connect();
      return false; // The kernel still completes what came at the same moment.
    } catch (ConnectException refused) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-92 a list for HTTP/1.0 that the drain does not wait for ends with a reset")
  void drainBoundHttp10(Transport transport) throws Exception {
    var server =
        serve(
            config().withTransport(transport).withDrain(Duration.ofMillis(100)),
            request -> Response.chunks(List.of("x".repeat(30_000_000))));
    var client = connect(4096).send("GET / HTTP/1.0\n\n");
    client.readHead();
    server.close();
    assertEquals("RESET", client.readEnd());
  }

  @Test
  @DisplayName("S-94 a stop waits for bodies that take their time to close")
  void waitsForBodies() throws Exception {
    var closing = new CountDownLatch(1);
    var mayClose = new CountDownLatch(1);
    var closed = new AtomicBoolean();
    var lines =
        Stream.generate(() -> "x")
            .onClose(() -> {
              closing.countDown();
              await(mayClose);
              closed.set(true);
            });
    var server = serve(request -> Response.lines(lines));
    connect().get("/").readHead();
    var stopper = Thread.ofPlatform().start(server::close);
    assertTrue(closing.await(30, TimeUnit.SECONDS));
    assertTrue(stopper.isAlive());
    mayClose.countDown();
    stopper.join();
    assertTrue(closed.get());
  }

  @Test
  @DisplayName("S-91 lines that a handler gives while the server stops are closed unread: 503")
  void lazyWhileStopping() throws Exception {
    var lines = new SlowLines();
    var handling = new Semaphore(0);
    var answer = new CountDownLatch(1);
    var server =
        serve(request -> {
          handling.release();
          answer.await();
          return Response.lines(lines);
        });
    var idle = connect();
    var client = connect().get("/");
    assertTrue(handling.tryAcquire(10, TimeUnit.SECONDS));
    var stopper = Thread.ofPlatform().start(server::close);
    idle.readEnd();
    answer.countDown();
    var all = client.readAll();
    // The stop comes to each connection on its own: if the answer was first, it is cut.
    assertTrue(all.startsWith("HTTP/1.1 503 ") || !all.endsWith("\n0\n\n"), all);
    lines.awaitClosed();
    assertFalse(lines.wasAsked() && all.startsWith("HTTP/1.1 503 "), "asked, and refused");
    stopper.join();
  }

  @Test
  @DisplayName("S-92 a handler that outlasts the drain is interrupted, and the stop ends")
  void drainBound() throws Exception {
    var handling = new Semaphore(0);
    var interrupted = new Semaphore(0);
    var server =
        serve(
            config().withDrain(Duration.ofMillis(100)),
            request -> {
              handling.release();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.release();
              }
              return Response.text("late");
            });
    connect().get("/");
    assertTrue(handling.tryAcquire(10, TimeUnit.SECONDS));
    server.close();
    assertTrue(interrupted.tryAcquire(10, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("S-93 a port in use is a BindException, and leaves nothing open")
  void portInUse() throws Exception {
    var server = serve(request -> Response.text("x"));
    var taken = config().withPort(server.address().getPort());
    assertThrows(BindException.class, () -> Server.start(taken, request -> Response.text("y")));
  }
}
