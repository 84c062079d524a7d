package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.limit.StreamMemory;
import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.testing.SlowLines;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Limits": how many streams there are, and what they hold. */
class StreamLimitsTest extends WireTest {

  private static final int STUCK = 40;

  @AfterEach
  void standardAgain() {
    Limits.standard().useForTheProcess();
  }

  @Test
  @DisplayName(
      "M-50 a stream beyond the limit is a 503; eager answers go on, and so do the streams")
  void beyond() throws Exception {
    var limits = Limits.standard().with(Bound.STREAMS, 1);
    var first = new SlowLines();
    var second = new SlowLines();
    serve(
        config().withLimits(limits),
        request ->
            switch (request.path()) {
              case "/text" -> Response.text("served");
              case "/list" -> Response.chunks(List.of("served"));
              case "/first" -> Response.lines(first);
              default -> Response.lines(second);
            });
    var streaming = connect().get("/first");
    streaming.readHead();
    var refused = connect().get("/second");
    var refusal =
        """
        HTTP/1.1 503 Service Unavailable
        Retry-After: 1
        content-type: text/plain; charset=utf-8
        date: *
        content-length: 37

        The server has too many open streams␊\
        """;
    assertEquals(refusal, refused.readUntil("streams␊"));
    Eventually.holds("the refused lines are closed", () -> second.closes() == 1);
    refused.get("/text").readUntil("served");
    refused.get("/list").readUntil("0\n\n");
    assertEquals(1, limits.of(Bound.STREAMS).held());
    assertEquals(1, limits.of(Bound.STREAMS).reached());
    assertEquals(
        "WARNING limit streams (1) reached: refused a stream of 127.0.0.1;"
            + " --limit streams=VALUE changes it\n",
        log.text());
    streaming.close();
    Eventually.holds("a place", () -> limits.of(Bound.STREAMS).held() == 0);
    refused.get("/third").readUntil("\n\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-51 clients that read nothing share a memory; one that reads gets its lines")
  void stuck(Transport transport) throws Exception {
    var limits = Limits.standard().with(Bound.STREAM_MEMORY, 256 * 1024);
    limits.useForTheProcess();
    serve(
        config().withTransport(transport).withLimits(limits),
        request ->
            request.path().equals("/long")
                ? Response.lines(Stream.generate(() -> "x".repeat(100_000)))
                : Response.lines(Stream.generate(() -> "x".repeat(63))));
    var memory = StreamMemory.ofTheProcess();
    for (int i = 0; i < STUCK; i++) {
      connect(4 * 1024).get(i % 4 == 0 ? "/long" : "/short").readHead();
    }
    Eventually.rests(memory::held);
    // A queue may hold one line more than it should, and so may the batch before it.
    long most = 256 * 1024 + STUCK * 4L * StreamMemory.LEAST + STUCK / 4 * 2 * 101_000L;
    assertTrue(memory.held() <= most, memory.held() + " bytes are held");
    assertTrue(limits.of(Bound.STREAM_MEMORY).reached() > 0);
    assertTrue(log.text().contains("limit stream-memory (256k) reached: sources wait earlier"));
    var reading = connect().get("/short");
    reading.readHead();
    var chunk = "40\n" + "x".repeat(63) + "␊\n";
    assertEquals(chunk.repeat(10_000), reading.readLike(chunk.repeat(10_000)));
    takeDown();
    assertEquals(0, memory.held());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-290 a long string leaves in slices, which are as small as the memory is short")
  void longString(Transport transport) throws Exception {
    var limits = Limits.standard().with(Bound.STREAM_MEMORY, 16 * 1024);
    limits.useForTheProcess();
    var text = "grüß dich, 😀 \ud83d half a pair ".repeat(5_000);
    serve(
        config().withTransport(transport).withLimits(limits),
        request ->
            switch (request.path()) {
              case "/short" -> Response.text("short");
              case "/long" -> Response.text(text);
              default -> Response.text("x".repeat(8_000_000));
            });
    connect(4 * 1024).get("/").readHead();
    var memory = StreamMemory.ofTheProcess();
    Eventually.holds("a slice waits", () -> memory.held() > 0);
    assertTrue(Eventually.rests(memory::held) <= 16 * 1024, memory.held() + " bytes are held");
    var client = connect().get("/long");
    var head = client.readHead();
    var expected = text.getBytes(UTF_8);
    assertTrue(head.contains("content-length: " + expected.length + "\n"), head);
    byte[] received = new byte[expected.length];
    for (int i = 0; i < received.length; i++) {
      received[i] = (byte) client.readByte();
    }
    assertArrayEquals(expected, received);
    client.get("/short").readUntil("short");
    takeDown();
    assertEquals(0, memory.held());
  }

  @Test
  @DisplayName("S-292 the system takes little for a client that reads nothing")
  void kernel() throws Exception {
    var produced = new AtomicLong();
    serve(
        config().withTransport(Transport.EPOLL),
        request -> Response.lines(Stream.generate(() -> counted(produced))));
    connect(4 * 1024).get("/").readHead();
    long bytes = Eventually.rests(produced::get) * 65;
    assertTrue(bytes < 1024 * 1024, bytes + " bytes of lines for nobody");
  }

  private static String counted(AtomicLong produced) {
    produced.incrementAndGet();
    return "x".repeat(64);
  }
}
