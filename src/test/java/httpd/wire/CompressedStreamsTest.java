package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.coding.Coding;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.testing.Eventually;
import httpd.testing.InflatedAnswer;
import httpd.testing.SlowLines;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Lazy bodies in a content coding. */
class CompressedStreamsTest extends WireTest {

  private static final String[] LINES = {
    "one", "two", "", "two", "x".repeat(100_000), random(70_000), "last"
  };

  private static String random(int length) {
    return new Random(14)
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @CsvSource({"NIO, gzip", "EPOLL, gzip", "NIO, deflate", "EPOLL, deflate"})
  @DisplayName("Z-30 each line can be decoded before the next exists; Z-32 the end is checked")
  void lineByLine(Transport transport, String coding) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var answer = InflatedAnswer.get(connect(), "/", coding);
    assertTrue(answer.head().contains("Content-Encoding: " + coding + "\n"), answer.head());
    assertTrue(answer.head().contains("Vary: Accept-Encoding\n"), answer.head());
    for (var line : LINES) {
      lines.emit(line);
      assertEquals(line + "\n", answer.read(line.length() + 1));
    }
    lines.end();
    assertEquals("", answer.readToEnd());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Z-32 a stream without a line ends well, and so does the next on its connection")
  void empty(Coding coding) throws Exception {
    serve(request -> Response.lines(Stream.empty()));
    var client = connect();
    for (int i = 0; i < 2; i++) {
      var answer = InflatedAnswer.get(client, "/", coding.token());
      assertEquals("", answer.readToEnd());
    }
  }

  @Test
  @DisplayName("Z-31 many lines that are there together take few chunks, each of them once")
  void manyLines() throws Exception {
    int count = 100_000;
    serve(request -> Response.lines(IntStream.range(0, count).mapToObj(i -> "line " + i)));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    var all = answer.readToEnd().lines().toList();
    assertEquals(count, all.size());
    assertEquals("line " + (count - 1), all.getLast());
    assertTrue(answer.bodyBytes() < count * 5L, answer.bodyBytes() + " bytes");
  }

  @Test
  @DisplayName("Z-30 streams of one event loop in turn, each with its own history")
  void interleaved() throws Exception {
    var one = new SlowLines();
    var two = new SlowLines();
    serve(request -> Response.lines(request.path().equals("/1") ? one : two));
    var first = InflatedAnswer.get(connect(), "/1", "gzip");
    var second = InflatedAnswer.get(connect(), "/2", "deflate");
    for (int i = 0; i < 500; i++) {
      var line = "a line of the first with the number " + i + "\n";
      one.emit(line.strip());
      assertEquals(line, first.read(line.length()));
      if (i % 3 == 0) {
        two.emit(line.toUpperCase(java.util.Locale.ROOT).strip());
        assertEquals(line.toUpperCase(java.util.Locale.ROOT), second.read(line.length()));
      }
    }
    one.end();
    two.end();
    assertEquals("", first.readToEnd());
    assertEquals("", second.readToEnd());
    assertTrue(first.bodyBytes() < 500 * 20, first.bodyBytes() + " bytes");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("Z-33 a stream that fails ends without the end of its coding and without a chunk")
  void cut(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.lines(lines));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    lines.emit("one").fail(new IllegalStateException("test"));
    assertEquals("one\n", answer.read(4));
    assertTrue(answer.isCut());
    lines.awaitClosed();
  }

  @Test
  @DisplayName("Z-34 heartbeats and the last event of a stream are compressed too; Z-24")
  void events() throws Exception {
    var queue = new LineQueue();
    serve(
        config().withHeartbeat(Duration.ofMillis(20)).withMaxStreamAge(Duration.ofMillis(400)),
        request -> Response.ofEvents(queue));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    assertTrue(answer.head().contains("Content-Encoding: gzip\n"), answer.head());
    assertTrue(answer.head().contains("Cache-Control: no-cache, no-transform\n"), answer.head());
    assertTrue(answer.head().contains("X-Accel-Buffering: no\n"), answer.head());
    assertEquals(":\n:\n", answer.read(4));
    queue.offer(Line.of("data: 1\n"), () -> {});
    assertTrue(answer.readUntil("data: 1\n\n").endsWith("data: 1\n\n"));
    assertTrue(answer.readUntil("retry: ").endsWith("retry: "));
    assertTrue(answer.isCut());
  }

  @Test
  @DisplayName("Z-35 the access log has the lines of the source and the bytes that were sent")
  void accessLog() throws Exception {
    var log = new LinkedBlockingQueue<AccessEvent>();
    serve(
        config().withAccessLog(log::add),
        request -> Response.lines(Stream.generate(() -> "the same").limit(1000)));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    assertEquals(9000, answer.readToEnd().length());
    AccessEvent done;
    do {
      done = log.take();
    } while (done.phase() != AccessEvent.Phase.DONE);
    assertEquals(1000, done.lines());
    assertEquals(answer.bodyBytes(), done.bytes());
  }

  @Test
  @DisplayName("Z-36 what streams hold is counted and given back")
  void memory() throws Exception {
    var memory = StreamMemory.ofTheProcess();
    long before = memory.held();
    var lines = new SlowLines();
    serve(request -> Response.lines(lines));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    for (int i = 0; i < 100; i++) {
      var line = random(1000) + i + "\n";
      lines.emit(line.strip());
      answer.read(line.strip().length() + 1);
      assertTrue(memory.held() - before <= 4096, "held: " + (memory.held() - before));
    }
    assertTrue(memory.held() > before);
    lines.end();
    answer.readToEnd();
    Eventually.holds("given back", () -> memory.held() == before);
  }

  @Test
  @DisplayName("Z-37 what is passed through is compressed, and its length is not sent")
  void passedThrough() throws Exception {
    var text = "a line that is passed\n".repeat(100);
    serve(request ->
        new Response(
            200,
            Headers.of("Content-Type", "text/plain", "Content-Length", "2200"),
            new Body.PassThrough(
                lines(text), OptionalLong.of(2200), () -> Headers.EMPTY, true, false)));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    assertFalse(answer.head().toLowerCase(java.util.Locale.ROOT).contains("content-length"));
    assertEquals(text, answer.readToEnd());
  }

  @Test
  @DisplayName("Z-37 a body that is shorter than announced is a cut, compressed or not")
  void shorter() throws Exception {
    serve(request ->
        new Response(
            200,
            Headers.of("Content-Type", "text/plain"),
            new Body.PassThrough(
                lines("one\n"), OptionalLong.of(2200), () -> Headers.EMPTY, true, false)));
    assertTrue(InflatedAnswer.get(connect(), "/", "gzip").isCut());
  }

  @Test
  @DisplayName("Z-5.2 trailers of an upstream keep no digest of what it has sent")
  void trailers() throws Exception {
    var fields = Headers.of("Content-Digest", "sha-256=:AA==:", "ETag", "\"a\"", "X-Lines", "1");
    serve(request ->
        new Response(
            200,
            Headers.of("Content-Type", "text/plain"),
            new Body.PassThrough(lines("one\n"), OptionalLong.empty(), () -> fields, true, false)));
    var sent = "GET / HTTP/1.1\nHost: test\nTE: trailers\nAccept-Encoding: ";
    var plain = connect().send(sent + "identity\n\n").readUntil("0\n");
    assertTrue(plain.endsWith("one␊\n0\n"), plain);
    var client = connect().send(sent + "gzip\n\n");
    var end = client.readUntil("ETag: W/\"a\"\n\n");
    assertTrue(end.endsWith("0\nX-Lines: 1\nETag: W/\"a\"\n\n"), end);
  }

  private static LineQueue lines(String text) {
    var queue = new LineQueue();
    queue.offer(List.of(Line.verbatim(text)), () -> {});
    queue.end();
    return queue;
  }

  @Test
  @DisplayName("Z-31 a list is compressed as a whole, without a chunk for each element")
  void list() throws Exception {
    serve(request -> Response.chunks(IntStream.range(0, 1000).mapToObj(i -> "item " + i).toList()));
    var answer = InflatedAnswer.get(connect(), "/", "gzip");
    assertTrue(answer.readToEnd().endsWith("item 998item 999"));
  }
}
