package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.net.Transport;
import httpd.testing.Eventually;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Requests". */
class RequestsTest extends WireTest {

  private static final String CHUNKED_POST =
      """
      POST / HTTP/1.1
      Host: test
      Transfer-Encoding: chunked

      """;

  private String answer(String request) throws Exception {
    var all = connect().send(request).halfClose().readAll();
    return all.substring(all.indexOf("\n\n") + 2);
  }

  @Test
  @DisplayName("S-70 method, path as sent and decoded, query with repeated names, headers, address")
  void parts() throws Exception {
    serve(request ->
        Response.text(
            String.join(
                "|",
                request.method(),
                request.path(),
                request.decodedPath(),
                request.query().all("tag").toString(),
                String.valueOf(request.query("page")),
                String.valueOf(request.query("none")),
                request.headers().all("x-a").toString(),
                String.valueOf(request.header("HOST")),
                request.remoteAddress().getAddress().getHostAddress())));
    assertEquals(
        "PATCH|/a%20b/%C3%BC|/a b/ü|[1, 2 3, ]|7|null|[one, two]|test|127.0.0.1",
        answer(
            "PATCH /a%20b/%C3%BC?tag=1&page=7&tag=2+3&tag HTTP/1.1\n"
                + "Host: test\nX-A: one\nx-a: two\n\n"));
  }

  @Test
  @DisplayName("S-70 the absolute form of a target is taken as its path")
  void absoluteForm() throws Exception {
    serve(request -> Response.text(request.path() + request.query("q")));
    assertEquals("/x1", answer("GET http://other:99/x?q=1 HTTP/1.1\nHost: test\n\n"));
    assertEquals("/null", answer("GET http://other HTTP/1.1\nHost: test\n\n"));
  }

  @Test
  @DisplayName("S-71 the body as text, with a length and in chunks, in its charset")
  void text() throws Exception {
    serve(request -> Response.text("<" + request.text() + ">"));
    assertEquals(
        "<a\r\nü␊>".replace("\r\n", "\n"),
        answer("POST / HTTP/1.1\nHost: test\nContent-Length: 6\n\na\nü␊"));
    assertEquals("<abc>", answer(CHUNKED_POST + "2\nab\n1\nc\n0\n\n"));
    assertEquals("<>", answer("POST / HTTP/1.1\nHost: test\nContent-Length: 0\n\n"));
    assertEquals("<>", answer("GET / HTTP/1.1\nHost: test\n\n"));
    var client = connect();
    client.send(
        "POST / HTTP/1.1\nHost: test\nContent-Type: text/plain; charset=ISO-8859-1\n"
            + "Content-Length: 1\n\n");
    client.sendBytes(new byte[] {(byte) 0xfc});
    assertTrue(client.readUntil("\n\n<ü>").startsWith("HTTP/1.1 200 "));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-72 a line up, its answer down, neither waits for the other's end")
  void fullDuplex(Transport transport) throws Exception {
    serve(transport, request -> Response.lines(request.lines().map(line -> "<" + line + ">")));
    var client = connect().send(CHUNKED_POST);
    client.readHead();
    for (int i = 0; i < 300; i++) {
      client.send("4\n" + (100 + i) + "␊\n");
      var chunk = "6\n<" + (100 + i) + ">␊\n";
      assertEquals(chunk, client.readLike(chunk));
    }
    client.send("0\n\n");
    assertEquals("0\n\n", client.readLike("0\n\n"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-72 an upload that is not read pauses the client, and continues when it is read")
  void uploadBackPressure(Transport transport) throws Exception {
    var go = new LinkedBlockingQueue<Boolean>();
    serve(
        transport,
        request -> {
          long bytes = 0;
          var lines = request.lines();
          lines.next();
          go.take();
          while (lines.hasNext()) {
            bytes += lines.next().length() + 1;
          }
          return Response.text(bytes + "");
        });
    var client = connect();
    int lines = 400_000;
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: " + (6 + lines * 100) + "\n\n");
    client.sendBytes("first\n".getBytes(UTF_8));
    var sent = new AtomicLong();
    byte[] block = ("x".repeat(99) + "\n").repeat(1000).getBytes(UTF_8);
    var sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < lines / 1000; i++) {
                  client.sendBytes(block);
                  sent.addAndGet(block.length);
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    Eventually.rests(sent::get);
    assertTrue(sent.get() < 20_000_000, "uploaded " + sent + " bytes that nobody reads");
    go.add(true);
    assertTrue(client.readUntil("\n\n" + lines * 100).startsWith("HTTP/1.1 200 "));
    sender.join();
  }

  @Test
  @DisplayName("S-73 Expect: 100-continue is answered when the handler asks for the body")
  void expectContinue() throws Exception {
    serve(request -> Response.text("<" + request.text() + ">"));
    var client = connect();
    for (int i = 0; i < 2; i++) {
      client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 2\nExpect: 100-continue\n\n");
      assertEquals("HTTP/1.1 100 Continue\n\n", client.readHead());
      client.send("ab");
      assertTrue(client.readUntil("\n\n<ab>").startsWith("HTTP/1.1 200 OK\n"));
    }
  }

  @Test
  @DisplayName("S-73 Expect: 100-continue is answered once, however often the body is asked for")
  void expectContinueOnce() throws Exception {
    var read = new Semaphore(0);
    serve(request -> {
      int lines = 0;
      for (var lazy = request.lines(); lazy.hasNext(); lazy.next()) {
        lines++;
        read.release();
      }
      return Response.text("<" + lines + ">");
    });
    var client = connect();
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 40\nExpect: 100-continue\n\n");
    assertEquals("HTTP/1.1 100 Continue\n\n", client.readHead());
    for (int i = 0; i < 20; i++) {
      client.send("x␊");
      assertTrue(read.tryAcquire(10, TimeUnit.SECONDS), "read line " + i);
    }
    assertTrue(client.readUntil("\n\n<20>").startsWith("HTTP/1.1 200 OK\n"));
  }

  @Test
  @DisplayName("S-73 a handler that does not ask answers at once, and the connection ends with it")
  void expectContinueRefused() throws Exception {
    serve(request -> Response.text("no").withStatus(403));
    var all =
        connect()
            .send("POST / HTTP/1.1\nHost: test\nContent-Length: 2\nExpect: 100-continue\n\n")
            .readAll();
    assertTrue(all.startsWith("HTTP/1.1 403 Forbidden\n"), all);
    assertTrue(all.contains("connection: close\n"), all);
  }

  @Test
  @DisplayName("S-73 a lazy answer to Expect asks for the body before its head")
  void expectContinueLazy() throws Exception {
    serve(request -> Response.lines(request.lines()));
    var client = connect();
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 3\nExpect: 100-continue\n\n");
    assertEquals("HTTP/1.1 100 Continue\n\n", client.readHead());
    client.readHead();
    client.send("ab␊");
    assertEquals("3\nab␊\n0\n\n", client.readLike("3\nab␊\n0\n\n"));
  }

  @Test
  @DisplayName("S-74 a body that the handler does not read is dropped, and the connection goes on")
  void unreadBody() throws Exception {
    serve(request -> Response.text("ok" + request.path()));
    var client = connect();
    client.send("POST /1 HTTP/1.1\nHost: test\nContent-Length: 100000\n\n" + "x".repeat(50_000));
    client.readUntil("\n\nok/1");
    client.send("x".repeat(50_000));
    client.get("/2").readUntil("\n\nok/2");
  }

  @Test
  @DisplayName("S-74 too much of an unread body ends the connection, after the answer has arrived")
  void endlessUnreadBody() throws Exception {
    serve(request -> Response.text("ok"));
    var client = connect().send("POST / HTTP/1.1\nHost: test\nContent-Length: 100000000\n\n");
    client.readUntil("\n\nok");
    try {
      for (int i = 0; i < 1000; i++) {
        client.send("x".repeat(100_000));
      }
    } catch (java.net.SocketException closed) {
      return;
    }
    assertEquals(-1, client.readByte());
  }

  @Test
  @DisplayName("S-75 a body that breaks off is a failure for its reader, never an end")
  void brokenOff() throws Exception {
    var called = new Semaphore(0);
    var failures = new LinkedBlockingQueue<Exception>();
    serve(request -> {
      called.release();
      try {
        return Response.text(request.text());
      } catch (IOException e) { // Of a reset it hears by the body's failure or by an interrupt.
        failures.add(e);
        throw e;
      }
    });
    var half = connect().send("POST / HTTP/1.1\nHost: test\nContent-Length: 5\n\nab");
    assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
    half.halfClose();
    assertTrue(failures.poll(10, TimeUnit.SECONDS).getMessage().contains("ended early"));
    var all = half.readAll();
    assertTrue(all.startsWith("HTTP/1.1 400 "), all);
    assertEquals("", log.text());
    var reset = connect().send("POST / HTTP/1.1\nHost: test\nContent-Length: 5\n\nab");
    assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
    reset.reset();
    assertNotNull(failures.poll(10, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("S-75 so does the body of a request sent ahead, whose FIN came before its turn")
  void brokenOffBehindAnother() throws Exception {
    var go = new CountDownLatch(1);
    serve(request -> {
      go.await();
      return Response.text("<" + request.text() + ">");
    });
    var client = connect().get("/first");
    client.send("POST / HTTP/1.1\nHost: test\nContent-Length: 5\n\nab").halfClose();
    go.countDown();
    var all = client.readAll();
    assertTrue(all.contains("\n\n<>HTTP/1.1 400 "), all);
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("S-75 a malformed chunk of a body is a 400 for a handler that reads it")
  void malformedChunk() throws Exception {
    serve(request -> Response.text(request.text()));
    var all = connect().send(CHUNKED_POST + "zz\nab\n0\n\n").readAll();
    assertTrue(all.startsWith("HTTP/1.1 400 Bad Request\n"), all);
    assertTrue(all.contains("connection: close\n"), all);
  }
}
