package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.SlowLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SPEC, promises 1 "a line never waits", 2 "a cut stream never looks finished", 4 "a slow client".
 */
class StreamsTest extends WireTest {

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-20 the head leaves before the first line; S-21 each line before the next exists")
  void lineByLine(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var client = connect().get("/");
    assertTrue(client.readHead().startsWith("HTTP/1.1 200 OK\n"));
    for (var line : new String[] {"one", "two", "", "x".repeat(100_000), "last"}) {
      lines.emit(line);
      var chunk = Integer.toHexString(line.length() + 1) + "\n" + line + "␊\n";
      assertEquals(chunk, client.readLike(chunk));
    }
    lines.end();
    assertEquals("0\n\n", client.readLike("0\n\n"));
  }

  @Test
  @DisplayName("S-21 lines of one stream do not wait for another that is never read")
  void independentOfOthers() throws Exception {
    var lines = new SlowLines();
    serve(request ->
        request.path().equals("/full")
            ? Response.lines(endless(new AtomicLong()))
            : Response.lines(lines));
    connect(4096).get("/full").readHead();
    var client = connect().get("/");
    client.readHead();
    for (int i = 0; i < 10; i++) {
      lines.emit("line");
      assertEquals("5\nline␊\n", client.readLike("5\nline␊\n"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-22 sixteen endless fast streams on one event loop all progress")
  void fairness(Transport transport) throws Exception {
    serve(transport, request -> Response.lines(Stream.generate(() -> "x".repeat(63))));
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 16; i++) {
      clients.add(connect().get("/"));
    }
    byte[] some = new byte[64 * 1024];
    for (int round = 0; round < 50; round++) {
      for (var client : clients) {
        assertTrue(client.readSome(some) > 0);
      }
    }
  }

  @Test
  @DisplayName("S-22 an iterator that computes between lines keeps no other stream from its own")
  void computingIterators() throws Exception {
    serve(request -> Response.lines(Stream.generate(StreamsTest::compute)));
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 8; i++) {
      clients.add(connect().get("/"));
    }
    for (var client : clients) {
      client.readHead();
      assertEquals("5\ndone␊\n", client.readLike("5\ndone␊\n"));
    }
  }

  @Test
  @DisplayName("S-22.1 iterators that compute, more than the carriers, keep no request waiting")
  void requestBesideComputingIterators() throws Exception {
    serve(request ->
        request.path().equals("/quick")
            ? Response.text("quick")
            : Response.lines(Stream.generate(StreamsTest::compute)));
    var computing = new ArrayList<RawClient>();
    for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
      computing.add(connect().get("/"));
      computing.getLast().readHead();
    }
    for (int round = 0; round < 20; round++) {
      assertTrue(connect().get("/quick").readHead().startsWith("HTTP/1.1 200 "));
      for (var client : computing) {
        client.readLike("5\ndone␊\n");
      }
    }
  }

  private static String compute() {
    double sum = 0;
    for (int i = 1; i < 200_000; i++) {
      sum += Math.sqrt(i);
    }
    return sum > 0 ? "done" : "never";
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-30 a failure after the head: the lines before it, then the connection is cut")
  void failure(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    lines.emit("one").fail(new IllegalStateException("a secret"));
    var rest = client.readAll();
    assertEquals("4\none␊\n", rest, "no last chunk and no word of the failure");
    lines.awaitClosed();
    assertEquals(1, lines.closes());
    Eventually.holds("logged", () -> log.text().contains("IllegalStateException: a secret"));
  }

  @Test
  @DisplayName("S-30 a failure that looks like the network is one line in the log, without a trace")
  void networkFailure() throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.lines(lines));
    var client = connect().get("/feed");
    client.readHead();
    lines.fail(new UncheckedIOException(new IOException("upstream reset")));
    assertEquals("", client.readAll());
    Eventually.holds("logged", () -> !log.records().isEmpty());
    assertTrue(log.text().contains("GET /feed"), log.text());
    assertFalse(log.text().contains("trace of"), log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-31 a failure to an HTTP/1.0 client is a reset, since a FIN would look complete")
  void failureHttp10(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var client = connect().send("GET / HTTP/1.0\n\n");
    client.readHead();
    lines.emit("one");
    assertEquals("one␊", client.readLike("one␊"));
    lines.fail(new IllegalStateException("as asked"));
    assertEquals("RESET", client.readEnd());
  }

  @Test
  @DisplayName("S-32 a handler's exception before the head is a 500 without details")
  void handlerException() throws Exception {
    serve(request -> {
      throw new IllegalStateException("a secret");
    });
    var client = connect();
    for (int i = 0; i < 2; i++) {
      var answer = client.get("/x").readUntil("\n\nInternal Server Error␊");
      assertTrue(answer.startsWith("HTTP/1.1 500 Internal Server Error\n"), answer);
      assertFalse(answer.contains("secret"), answer);
    }
    assertTrue(log.text().contains("GET /x"), log.text());
    assertTrue(log.text().contains("a secret"), log.text());
  }

  @Test
  @DisplayName("S-32 null instead of a response is a 500, and so is an Error")
  void handlerNull() throws Exception {
    serve(request -> {
      if (request.path().equals("/error")) {
        throw new StackOverflowError();
      }
      return null;
    });
    assertTrue(connect().get("/").readHead().startsWith("HTTP/1.1 500 "));
    assertTrue(connect().get("/error").readHead().startsWith("HTTP/1.1 500 "));
  }

  @Test
  @DisplayName("S-33 an HttpException answers with its status and message")
  void httpException() throws Exception {
    serve(request -> {
      throw new HttpException(409, "try again");
    });
    var answer = connect().get("/").readUntil("try again␊");
    assertTrue(answer.startsWith("HTTP/1.1 409 Conflict\n"), answer);
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-50 a client that reads nothing stops its source; then nothing is lost")
  void backPressure(Transport transport) throws Exception {
    var produced = new AtomicLong();
    serve(transport, request -> Response.lines(endless(produced)));
    var client = connect(8 * 1024).get("/");
    client.readHead();
    long stopped = Eventually.rests(produced::get);
    assertTrue(stopped < 20_000_000 / 8, "produced " + stopped + " lines for nobody");
    for (long i = 1; i <= stopped + 1000; i++) {
      var line = String.valueOf(i);
      var chunk = Integer.toHexString(line.length() + 1) + "\n" + line + "␊\n";
      assertEquals(chunk, client.readLike(chunk));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 100_000})
  @DisplayName("S-50 a polled source is asked no further than its client takes")
  void polledNoFurther(int length) throws Exception {
    var polled = new AtomicLong();
    var line = Line.of("x".repeat(length));
    var source = new LineQueue();
    serve(request ->
        new Response(
            200,
            httpd.Headers.EMPTY,
            new httpd.Body.Lines(
                new httpd.line.LineSource() {
                  @Override
                  public httpd.line.Poll poll(Runnable wake) {
                    polled.addAndGet(line.length());
                    return line;
                  }

                  @Override
                  public void close() {
                    source.close();
                  }
                })));
    connect(4 * 1024).get("/").readHead();
    assertTrue(
        Eventually.rests(polled::get) < 20_000_000, "polled " + polled + " bytes for nobody");
  }

  private static Stream<String> endless(AtomicLong produced) {
    return Stream.generate(() -> String.valueOf(produced.incrementAndGet()));
  }

  @Test
  @DisplayName("S-3 a hundred thousand lines arrive whole and in order")
  void manyLines() throws Exception {
    serve(request -> Response.lines(IntStream.range(0, 100_000).mapToObj(i -> "line " + i)));
    var client = connect().get("/");
    client.readHead();
    var expected = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      var line = "line " + i;
      expected
          .append(Integer.toHexString(line.length() + 1))
          .append('\n')
          .append(line)
          .append("␊\n");
    }
    expected.append("0\n\n");
    assertEquals(expected.toString(), client.readLike(expected.toString()));
  }
}
