package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.NonBlocking;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.testing.SlowLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Connections". */
class ConnectionsTest extends WireTest {

  @Test
  @DisplayName("S-60 a connection carries one exchange after the other, of every kind")
  void keepAlive() throws Exception {
    serve(request ->
        switch (request.path()) {
          case "/text" -> Response.text("text");
          case "/list" -> Response.chunks(List.of("a", "b"));
          default -> Response.lines(Stream.of("line"));
        });
    var client = connect();
    for (int i = 0; i < 3; i++) {
      client.get("/text").readUntil("\n\ntext");
      client.get("/list").readUntil("\n\n1\na\n1\nb\n0\n\n");
      client.get("/lines").readUntil("\n\n5\nline␊\n0\n\n");
    }
  }

  @Test
  @DisplayName("S-60 Connection: close, from either side, closes the connection after the response")
  void close() throws Exception {
    serve(request ->
        request.path().equals("/bye")
            ? Response.text("bye").withHeader("Connection", "close")
            : Response.text("hello"));
    var asked = connect().send("GET / HTTP/1.1\nHost: test\nConnection: close\n\n").readAll();
    assertTrue(asked.contains("connection: close\n"), asked);
    assertTrue(connect().get("/bye").readAll().endsWith("\n\nbye"));
  }

  @Test
  @DisplayName("S-61 requests sent ahead are answered in order, one at a time")
  void pipelining() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    serve(request -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      var body = request.text();
      running.decrementAndGet();
      return Response.text("<" + request.path() + body + ">");
    });
    var client = connect();
    var requests = new StringBuilder();
    var expected = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      requests
          .append("POST /")
          .append(i)
          .append(" HTTP/1.1\nHost: test\nContent-Length: 2\n\n:")
          .append(i % 10);
      expected.append("</").append(i).append(':').append(i % 10).append('>');
    }
    var all = client.send(requests.toString()).halfClose().readAll();
    assertEquals(expected.toString(), all.replaceAll("(?s)HTTP/1.1 200.*?\n\n", ""));
    assertEquals(1, most.get(), "handlers at once");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-62 after an eager response the server stops reading, and loses nothing")
  void heldBehindEager(Transport transport) throws Exception {
    var go = new CountDownLatch(1);
    serve(
        transport,
        request -> {
          go.await();
          return Response.text("<" + request.path() + ">");
        });
    var client = connect();
    int requests = 2000;
    var filler = "x".repeat(20_000);
    var sent = new AtomicLong();
    var sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < requests; i++) {
                  client.send("GET /" + i + " HTTP/1.1\nHost: test\nX: " + filler + "\n\n");
                  sent.addAndGet(filler.length());
                }
                client.halfClose();
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    long ahead = Eventually.rests(sent::get);
    assertTrue(ahead < 20_000_000, "sent " + ahead + " bytes ahead of the first answer");
    go.countDown();
    var all = client.readAll().replaceAll("(?s)HTTP/1.1 200.*?\n\n", "");
    sender.join();
    var expected = new StringBuilder();
    for (int i = 0; i < requests; i++) {
      expected.append("</").append(i).append('>');
    }
    assertEquals(expected.toString(), all);
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-62 a client that keeps sending during a stream is cut, and its source is closed")
  void heldBehindStream(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    var more = "GET / HTTP/1.1\nHost: test\nX: " + "x".repeat(8000) + "\n\n";
    try {
      for (int i = 0; i < 1000; i++) {
        client.send(more);
      }
    } catch (java.net.SocketException cut) {
      // That is what the rule says.
    }
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("S-62 a hundred short requests are held during a stream, and two hundred cut it")
  void shortOnesBehindStream(boolean onTheLoop) throws Exception {
    var taken = new SlowLines();
    var cut = new SlowLines();
    Handler handler =
        request ->
            switch (request.path()) {
              case "/taken" -> Response.lines(taken);
              case "/cut" -> Response.lines(cut);
              default -> Response.text(request.path());
            };
    serve(onTheLoop ? NonBlocking.of(handler) : handler);
    var patient = connect().get("/taken");
    patient.readHead();
    patient.send(numbered(100));
    taken.end();
    assertEquals("0\n\n" + paths(100), bodies(patient.readUntil("\n\n/99")));
    var eager = connect().get("/cut");
    eager.readHead();
    eager.send(numbered(200));
    cut.awaitClosed();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("S-62.1 a list is an eager answer: a client that sends ahead is not cut")
  void manyBehindLists(boolean onTheLoop) throws Exception {
    Handler handler = request -> Response.chunks(List.of(request.path()));
    serve(onTheLoop ? NonBlocking.of(handler) : handler);
    var client = connect().send(numbered(3000)).halfClose();
    assertEquals(3000, client.readAll().lines().filter(line -> line.startsWith("HTTP/")).count());
  }

  private static String numbered(int requests) {
    return IntStream.range(0, requests)
        .mapToObj(i -> "GET /" + i + " HTTP/1.1\nHost: test\n\n")
        .collect(Collectors.joining());
  }

  private static String paths(int requests) {
    return IntStream.range(0, requests).mapToObj(i -> "/" + i).collect(Collectors.joining());
  }

  private static String bodies(String answers) {
    return answers.replaceAll("(?s)HTTP/1.1 200.*?\n\n", "");
  }

  @Test
  @DisplayName("S-61 a request sent before the end of a stream is answered after it")
  void behindStream() throws Exception {
    var lines = new SlowLines();
    serve(
        request -> request.path().equals("/lines") ? Response.lines(lines) : Response.text("next"));
    var client = connect().get("/lines").get("/text");
    client.readHead();
    lines.emit("one");
    assertEquals("4\none␊\n", client.readLike("4\none␊\n"));
    lines.end();
    assertTrue(client.readUntil("\n\nnext").startsWith("0\n\nHTTP/1.1 200 OK\n"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-63 a connection that sends no head in time is closed, a slow stream is not")
  void idle(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(
        config()
            .withTransport(transport)
            .withLimits(
                Limits.standard()
                    .with(Bound.IDLE_TIME, Duration.ofMillis(200))
                    .with(Bound.HEAD_TIME, Duration.ofMillis(200))),
        request -> request.path().equals("/lines") ? Response.lines(lines) : Response.text("x"));
    var stream = connect().get("/lines");
    stream.readHead();
    var silent = connect();
    var slow = connect().send("GET / HTTP/1.1\nHost:");
    var between = connect().get("/");
    between.readUntil("\n\nx");
    assertEquals("FIN", silent.readEnd());
    assertEquals("FIN", slow.readEnd());
    assertEquals("FIN", between.readEnd());
    lines.emit("still open");
    assertEquals("b\nstill open␊\n", stream.readLike("b\nstill open␊\n"));
  }
}
