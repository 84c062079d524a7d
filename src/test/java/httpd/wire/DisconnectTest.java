package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Lines;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.net.Transport;
import httpd.testing.SlowLines;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, promise 3: when the client goes, everything behind it goes. */
class DisconnectTest extends WireTest {

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-40 a FIN while the source is silent closes the iterator, once, and is no error")
  void finWhileSilent(Transport transport) throws Exception {
    var lines = new SlowLines().emit("one");
    serve(transport, request -> Response.lines(lines));
    var client = connect().get("/");
    client.readUntil("4\none␊\n");
    client.close();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-40 half a close is a close while lines stream")
  void halfCloseWhileSilent(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    client.halfClose();
    lines.awaitClosed();
    assertEquals("FIN", client.readEnd());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-41 a reset while the source is silent closes the iterator, once, and is no error")
  void resetWhileSilent(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    client.reset();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-41 a client that leaves in full stream frees its source")
  void resetInFullStream(Transport transport) throws Exception {
    var closed = new CountDownLatch(20);
    serve(
        transport,
        request ->
            Response.lines(
                java.util.stream.Stream.generate(() -> "x".repeat(63)).onClose(closed::countDown)));
    for (int i = 0; i < 20; i++) {
      var client = connect().get("/");
      client.readHead();
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
    }
    assertTrue(closed.await(30, TimeUnit.SECONDS), "still open: " + closed.getCount());
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-42 S-43 a FIN while the handler runs: the eager answer is completed, then closed")
  void finBehindEager(Transport transport) throws Exception {
    var half = new CountDownLatch(1);
    serve(
        transport,
        request -> {
          half.await();
          return Response.text("x".repeat(3_000_000));
        });
    var client = connect().get("/").halfClose();
    half.countDown();
    var all = client.readAll();
    assertTrue(all.endsWith("\n\n" + "x".repeat(3_000_000)), "answer of " + all.length());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-42 a FIN before or within an eager answer that the socket has no room for")
  void finAndAnAnswerThatWaits(Transport transport) throws Exception {
    int length = 10_000_000; // More than the kernel takes for both sides.
    serve(transport, request -> Response.text("x".repeat(length)));
    for (boolean before : new boolean[] {true, false}) {
      var client = connect(16 * 1024).get("/");
      if (before) {
        client.halfClose();
      }
      client.readHead();
      if (!before) {
        client.halfClose();
      }
      assertEquals(length, client.readAll().length(), "FIN before the head: " + before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-42 a FIN before a lazy answer: the body is closed without being read")
  void finBeforeLazy(Transport transport) throws Exception {
    var lines = new SlowLines();
    var half = new CountDownLatch(1);
    serve(
        transport,
        request -> {
          half.await();
          return Response.lines(lines);
        });
    var client = connect().get("/").halfClose();
    half.countDown();
    client.readEnd();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-44 a handler is interrupted when its connection breaks, and logs nothing")
  void handlerInterrupted(Transport transport) throws Exception {
    var called = new Semaphore(0);
    var interrupted = new Semaphore(0);
    serve(
        transport,
        request -> {
          called.release();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.release();
            throw e;
          }
          return Response.text("never");
        });
    var client = connect().get("/");
    assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
    client.reset();
    assertTrue(interrupted.tryAcquire(10, TimeUnit.SECONDS));
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("S-44 lines that an interrupted handler waits for are closed")
  void linesOfInterruptedHandler() throws Exception {
    var polled = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    var silent =
        new LineSource() {
          @Override
          public Poll poll(Runnable wake) {
            polled.countDown();
            return Poll.PENDING;
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    serve(request -> Response.text(Lines.of(silent).next()));
    var client = connect().get("/");
    assertTrue(polled.await(30, TimeUnit.SECONDS));
    client.reset();
    assertTrue(closed.await(30, TimeUnit.SECONDS));
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-15 a FIN is a disconnect once the handler has announced a stream")
  void finAfterAnnouncement(Transport transport) throws Exception {
    var interrupted = new CountDownLatch(1);
    serve(
        transport,
        request -> {
          request.client().answerWillStream();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException clientHasGone) {
            interrupted.countDown();
          }
          return Response.text("never");
        });
    var client = connect().get("/").halfClose();
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    assertEquals("", client.readAll());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-44 lines that a handler returns when its connection has broken are closed unread")
  void linesForNobody(Transport transport) throws Exception {
    var lines = new SlowLines();
    var called = new Semaphore(0);
    serve(
        transport,
        request -> {
          called.release();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException clientHasGone) {
            return Response.lines(lines);
          }
          return Response.text("never");
        });
    var client = connect().get("/");
    assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
    client.reset();
    lines.awaitClosed();
    assertFalse(lines.wasAsked());
    assertEquals(1, lines.closes());
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName(
      "S-40 five hundred silent streams: half leave and are freed, the other half receives")
  void many(Transport transport) throws Exception {
    int count = 500;
    var streams = new java.util.concurrent.ConcurrentHashMap<String, SlowLines>();
    serve(
        transport,
        request -> {
          var lines = new SlowLines();
          streams.put(request.path(), lines);
          return Response.lines(lines);
        });
    var clients = new java.util.ArrayList<httpd.testing.RawClient>();
    for (int i = 0; i < count; i++) {
      var client = connect().get("/" + i);
      client.readHead();
      clients.add(client);
    }
    for (int i = 0; i < count; i += 2) {
      clients.get(i).close();
    }
    for (int i = 0; i < count; i += 2) {
      streams.get("/" + i).awaitClosed();
      assertEquals(1, streams.get("/" + i).closes());
    }
    for (int i = 1; i < count; i += 2) {
      streams.get("/" + i).emit("still here");
      assertEquals("b\nstill here␊\n", clients.get(i).readLike("b\nstill here␊\n"));
    }
    assertEquals("", log.text());
  }
}
