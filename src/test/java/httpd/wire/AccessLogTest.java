package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.server.AccessEvent;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.SlowLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "The access log": what it is told of each way in which a request can end. */
class AccessLogTest extends WireTest {

  private final BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();

  private ServerConfig logging() {
    return config().withAccessLog(events::add);
  }

  /** The next event, in short. */
  private String next() throws InterruptedException {
    var event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was logged");
    }
    return "%s %s %s %s %s"
            .formatted(
                event.phase(),
                event.asked().method(),
                event.asked().target(),
                event.status(),
                event.reason())
        + (event.streamed() ? " lines " + event.lines() : "")
        + (event.phase() == AccessEvent.Phase.DONE ? " bytes " + event.bytes() : "");
  }

  private void rest() {
    assertEquals(List.of(), List.copyOf(events), "logged besides");
  }

  @Test
  @DisplayName("G-1 an eager exchange is one line, a list too, HEAD with no bytes")
  void eager() throws Exception {
    serve(
        logging(),
        request ->
            request.path().equals("/list")
                ? Response.chunks(List.of("ab", "cde"))
                : Response.text("höchst").withStatus(404));
    var client = connect().get("/a?b=c");
    assertEquals("DONE GET /a?b=c 404 COMPLETED bytes 7", next());
    client.get("/list");
    assertEquals("DONE GET /list 200 COMPLETED bytes 5", next());
    client.send("HEAD /a HTTP/1.1\nHost: test\n\n");
    assertEquals("DONE HEAD /a 404 COMPLETED bytes 0", next());
    rest();
  }

  @Test
  @DisplayName("G-1 a file is one line, with the bytes that it has")
  void file(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("a.txt"), "x".repeat(2_000_000));
    serve(logging(), request -> Response.file(file));
    var client = connect().get("/a.txt");
    client.readHead();
    client.readLike("x".repeat(2_000_000));
    assertEquals("DONE GET /a.txt 200 COMPLETED bytes 2000000", next());
    rest();
  }

  @Test
  @DisplayName("G-2 a stream is three lines: open, head, done with its lines and bytes")
  void stream() throws Exception {
    var lines = new SlowLines();
    serve(logging(), request -> Response.lines(lines));
    var client = connect().get("/");
    assertEquals("OPEN GET / 200 null lines 0", next());
    assertEquals("HEAD GET / 200 null lines 0", next());
    lines.emit("one").emit("three").end();
    client.readUntil("0\n\n");
    assertEquals("DONE GET / 200 COMPLETED lines 2 bytes 10", next());
    rest();
  }

  @Test
  @DisplayName("G-2 a line in pieces counts once, the last one too; a whole event counts as one")
  void pieces() throws Exception {
    var queue = new httpd.line.LineQueue();
    for (var piece : List.of("a", "b", "c\r")) {
      queue.offer(Line.verbatim(piece), () -> {});
    }
    queue.offer(Line.of("d"), () -> {});
    queue.offer(Line.of("whole"), () -> {});
    queue.offer(Line.verbatim("data: x\n\n"), () -> {});
    queue.offer(Line.verbatim("la"), () -> {});
    queue.offer(Line.verbatim("st"), () -> {});
    queue.end();
    serve(
        logging(), request -> new Response(200, httpd.Headers.EMPTY, new httpd.Body.Lines(queue)));
    connect().get("/").readUntil("0\n\n");
    assertTrue(next().startsWith("OPEN"));
    assertTrue(next().startsWith("HEAD"));
    assertEquals("DONE GET / 200 COMPLETED lines 4 bytes 25", next());
    rest();
  }

  @Test
  @DisplayName("G-3 the last line says why: the client has gone")
  void clientGone() throws Exception {
    serve(logging(), request -> Response.lines(new SlowLines().emit("one")));
    var client = connect().get("/");
    client.readUntil("one␊\n");
    client.close();
    assertTrue(next().startsWith("OPEN"));
    assertTrue(next().startsWith("HEAD"));
    assertEquals("DONE GET / 200 CLIENT_GONE lines 1 bytes 4", next());
    rest();
  }

  @Test
  @DisplayName("G-3 the last line says why: the lines failed")
  void failed() throws Exception {
    serve(
        logging(),
        request -> Response.lines(new SlowLines().fail(new IllegalStateException("made up"))));
    connect().get("/").readAll();
    assertTrue(next().startsWith("OPEN"));
    assertTrue(next().startsWith("HEAD"));
    assertEquals("DONE GET / 200 SOURCE_FAILED lines 0 bytes 0", next());
    rest();
  }

  @Test
  @DisplayName("G-3 the last line says why: the client is too slow for a shared source")
  void tooSlow() throws Exception {
    serve(
        logging(),
        request -> {
          var queue = new httpd.line.LineQueue();
          queue.fail(new FellBehindException(10));
          return new Response(200, httpd.Headers.EMPTY, new httpd.Body.Lines(queue));
        });
    connect().get("/").readAll();
    assertTrue(next().startsWith("OPEN"));
    assertTrue(next().startsWith("HEAD"));
    assertEquals("DONE GET / 200 CLIENT_TOO_SLOW lines 0 bytes 0", next());
    Eventually.holds("the log of errors has it", () -> log.records().size() == 1);
    assertEquals(java.util.logging.Level.WARNING, log.records().getFirst().getLevel());
  }

  @Test
  @DisplayName("G-3 the last line says why: the server stops, before an answer or within a stream")
  void stopped() throws Exception {
    var handling = new Semaphore(0);
    var server =
        serve(
            logging().withDrain(Duration.ofMillis(100)),
            request -> {
              if (request.path().equals("/stuck")) {
                handling.release();
                new CountDownLatch(1).await();
              }
              return Response.lines(new SlowLines());
            });
    connect().get("/").readHead();
    assertTrue(next().startsWith("OPEN"));
    assertTrue(next().startsWith("HEAD"));
    connect().get("/stuck");
    assertTrue(handling.tryAcquire(10, TimeUnit.SECONDS));
    server.close();
    assertEquals("DONE GET / 200 SERVER_STOPPED lines 0 bytes 0", next());
    assertEquals("DONE GET /stuck 0 SERVER_STOPPED bytes 0", next());
    rest();
  }

  @Test
  @DisplayName("G-3 a client that leaves before its answer has a line without a status")
  void goneBeforeAnswer() throws Exception {
    var handling = new Semaphore(0);
    serve(
        logging(),
        request -> {
          handling.release();
          new CountDownLatch(1).await();
          return Response.text("never");
        });
    var client = connect().get("/");
    assertTrue(handling.tryAcquire(10, TimeUnit.SECONDS));
    client.reset();
    assertEquals("DONE GET / 0 CLIENT_GONE bytes 0", next());
    rest();
  }

  @Test
  @DisplayName("G-4 what is no request has a line too")
  void refused() throws Exception {
    serve(logging(), request -> Response.text("never"));
    connect().send("rubbish\n\n").readAll();
    assertEquals("DONE - - 400 COMPLETED bytes 33", next());
    connect().send("GET /x HTTP/1.1\n\n").readAll();
    assertEquals("DONE GET /x 400 COMPLETED bytes 38", next());
    rest();
  }

  @Test
  @DisplayName("G-5 every request has a number of its own")
  void numbers() throws Exception {
    Server server = serve(logging(), request -> Response.text("x"));
    connect().get("/").get("/").readUntil("x");
    var first = events.poll(10, TimeUnit.SECONDS);
    var second = events.poll(10, TimeUnit.SECONDS);
    assertEquals(first.asked().id() + 1, second.asked().id());
    assertEquals(server.address().getAddress(), first.asked().client().getAddress());
  }

  @Test
  @DisplayName("G-40 an access log that throws costs its lines alone, and is reported once a kind")
  void throwing() throws Exception {
    var lines = new SlowLines().emit("one").end();
    var failures = new LinkedBlockingQueue<Throwable>();
    var config =
        config()
            .withAccessLog(event -> {
              if (failures.size() % 2 == 0) {
                failures.add(new IllegalStateException("made up"));
                throw new IllegalStateException("made up");
              }
              failures.add(new AssertionError("made up"));
              throw new AssertionError("made up");
            });
    serve(
        config,
        request -> request.path().equals("/lines") ? Response.lines(lines) : Response.text("x"));
    var client = connect();
    client.get("/").readUntil("\n\nx");
    client.get("/lines").readUntil("4\none␊\n0\n\n");
    client.get("/").readUntil("\n\nx");
    assertTrue(connect().send("nonsense\n\n").readAll().startsWith("HTTP/1.1 400 "));
    lines.awaitClosed();
    assertTrue(failures.size() > 4, failures.toString());
    assertEquals(2, log.records().size(), log.text());
    assertTrue(log.text().contains("the access log failed"), log.text());
  }
}
