package httpd.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.StreamMemory;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.testing.SlowLines;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Windows, limits and the stop. */
class Http2FlowTest extends Http2StreamTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  @DisplayName("J-40, J-41 a stream whose window is used up slows its own source alone")
  void stalled() throws Exception {
    var taken = new AtomicLong();
    serve(request ->
        request.path().equals("/endless")
            ? Response.lines(Stream.generate(() -> "line " + taken.incrementAndGet()))
            : Response.text("served"));
    try (var client = connect()) {
      client.send(get(1, "/endless"));
      client.await(frame -> frame.type() == RawFrame.HEADERS);
      Eventually.holds("it reads", () -> taken.get() > 0);
      long before = Eventually.rests(taken::get);
      assertTrue(before < 100_000, before + " lines");
      assertTrue(StreamMemory.ofTheProcess().held() <= 512 * 1024);
      client.send(RawFrame.windowUpdate(0, 1_000_000), get(3, "/"));
      assertEquals("served", client.expectResponse(3).body());
      assertEquals(before, taken.get());
      client.send(RawFrame.windowUpdate(1, 1_000_000));
      Eventually.holds("it goes on", () -> taken.get() > before);
    }
  }

  @Test
  @DisplayName("J-35 a reset of a stream whose window is used up is no failure, and gets no answer")
  void resetWhileStalled() throws Exception {
    serve(request ->
        request.path().equals("/text")
            ? Response.text("x".repeat(200_000))
            : Response.lines(Stream.generate(() -> "line")));
    try (var client = connect()) {
      for (int stream = 1; stream <= 3; stream += 2) {
        client.send(get(stream, stream == 1 ? "/endless" : "/text"));
        int sent = stream;
        client.await(frame -> frame.type() == RawFrame.HEADERS && frame.stream() == sent);
        client.expectAlive();
        client.send(RawFrame.reset(stream, Http2Error.CANCEL.code()));
        assertEquals(CloseReason.CLIENT_GONE, awaitEnd().reason());
      }
      client.expectAlive();
      assertTrue(client.seen().stream().noneMatch(one -> one.type() == RawFrame.RST_STREAM));
    }
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("J-42, J-43 room for a body is given as the handler reads")
  void room() throws Exception {
    var body = new CountDownLatch(1);
    serve(request -> {
      body.await();
      return Response.text("" + request.bytes(1 << 20).length);
    });
    try (var client = connect()) {
      assertEquals(128 * 1024, client.setting(RawHttp2Client.INITIAL_WINDOW_SIZE, 0));
      client.send(RawFrame.headers(1, 0, FieldBlock.post("/")));
      for (int i = 0; i < 128; i++) {
        client.send(RawFrame.data(1, 0, "x".repeat(1024)));
      }
      client.expectAlive();
      body.countDown();
      client.await(frame -> frame.type() == RawFrame.WINDOW_UPDATE && frame.stream() == 1);
      client.send(RawFrame.data(1, RawFrame.END_STREAM, "y"));
      assertEquals("131073", client.expectResponse(1).body());
    }
  }

  @Test
  @DisplayName("J-44 a slow body is answered 408")
  void slowBody() throws Exception {
    limits = limits.with(Bound.RATE_TIME, SHORT);
    serve(request -> Response.text(request.text()));
    try (var client = connect()) {
      client.send(RawFrame.headers(1, 0, FieldBlock.post("/").field("content-length", "10")));
      assertEquals("408", client.expectResponse(1).status());
    }
  }

  @Test
  @DisplayName("J-33, J-44 a client that gives no room for an eager answer is reset")
  void slowAnswer() throws Exception {
    limits = limits.with(Bound.RATE_TIME, SHORT);
    serve(request -> Response.text("x".repeat(200_000)));
    try (var client = connect()) {
      client.send(get(1, "/"));
      client.expectReset(1, Http2Error.ENHANCE_YOUR_CALM);
      assertEquals(CloseReason.CLIENT_TOO_SLOW, awaitEnd().reason());
      client.expectAlive();
    }
    assertEquals(1, limits.of(Bound.ANSWER_RATE).reached());
  }

  @Test
  @DisplayName("J-6 an idle connection is closed, one with a silent stream is not")
  void idle() throws Exception {
    limits = limits.with(Bound.IDLE_TIME, SHORT);
    var lines = new SlowLines();
    serve(request -> Response.lines(lines));
    try (var streaming = connect();
        var idle = connect()) {
      streaming.send(get(1, "/"));
      idle.await(frame -> frame.type() == RawFrame.GOAWAY && frame.number(4) == 0);
      idle.expectEnd();
      streaming.expectAlive();
    }
  }

  @Test
  @DisplayName("J-7 a header block that is not complete in time closes the connection")
  void slowHead() throws Exception {
    limits = limits.with(Bound.HEAD_TIME, SHORT);
    serve(request -> Response.text("x"));
    try (var block = connect();
        var preface = silent()) {
      block.send(new RawFrame(RawFrame.HEADERS, 0, 1, FieldBlock.get("/").bytes()));
      block.expectEnd();
      preface.sendBytes("PRI * HTTP/2.0\r\n\r\nSM".getBytes(US_ASCII));
      preface.expectClosed();
    }
    assertEquals(2, limits.of(Bound.HEAD_TIME).reached());
  }

  @Test
  @DisplayName("J-60 a stream beyond h2-streams is refused and counted")
  void mostStreams() throws Exception {
    limits = limits.with(Bound.H2_STREAMS, 2);
    serve(request -> Response.lines(new SlowLines()));
    try (var client = connect()) {
      assertEquals(2, client.setting(RawHttp2Client.MAX_CONCURRENT_STREAMS, 0));
      client.send(get(1, "/"), get(3, "/"), get(5, "/"));
      client.expectReset(5, Http2Error.REFUSED_STREAM);
      client.expectAlive();
    }
    assertEquals(1, limits.of(Bound.H2_STREAMS).reached());
  }

  @Test
  @DisplayName("J-60, J-67 what a client had sent on a refused stream is dropped")
  void contentOfARefusedStream() throws Exception {
    limits = limits.with(Bound.H2_STREAMS, 1);
    serve(request -> Response.lines(new SlowLines()));
    try (var client = connect()) {
      client.send(get(1, "/"), RawFrame.headers(3, 0, FieldBlock.post("/")));
      client.send(RawFrame.data(3, 0, "x"), RawFrame.reset(3, Http2Error.CANCEL.code()));
      client.expectReset(3, Http2Error.REFUSED_STREAM);
      client.expectAlive();
    }
  }

  @Test
  @DisplayName("J-40.1 eager answers that wait for windows are bounded, further ones are reset")
  void eagerAnswersThatWait() throws Exception {
    var memory = StreamMemory.ofTheProcess();
    serve(request -> Response.text("x".repeat(30_000)));
    try (var client = connect(RawFrame.settings(RawHttp2Client.INITIAL_WINDOW_SIZE, 0))) {
      memory.bound(100_000, () -> {});
      for (int stream = 1; stream < 38; stream += 2) {
        client.send(get(stream, "/"));
      }
      for (int reset = 0; reset < 14; reset++) { // The handlers end in any order.
        var _ = client.await(frame -> frame.type() == RawFrame.RST_STREAM);
      }
      assertTrue(memory.held() <= 150_000, () -> memory.held() + " bytes are held");
    } finally {
      memory.bound(Runtime.getRuntime().maxMemory() / 8, () -> {});
    }
  }

  @Test
  @DisplayName("J-62, J-67 HEADERS again and again on a stream that is over are a flood")
  void lateHeaders() throws Exception {
    limits = limits.with(Bound.H2_FRAMES, 10);
    serve(request -> Response.text("x"));
    try (var client = connect()) {
      client.send(RawFrame.headers(1, 0, FieldBlock.post("/")));
      client.expectReset(1, Http2Error.NO_ERROR);
      for (int i = 0; i < 30; i++) {
        client.send(RawFrame.headers(1, RawFrame.END_STREAM, FieldBlock.EMPTY.field("x", "y")));
      }
      client.expectGoAway(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertTrue(log.text().contains("a flood of late HEADERS frames"), log.text());
  }

  @Test
  @DisplayName("J-61, J-64 resets beyond h2-resets close the connection, and are named")
  void rapidReset() throws Exception {
    limits = limits.with(Bound.H2_RESETS, 5);
    serve(request -> Response.lines(new SlowLines()));
    try (var client = connect()) {
      for (int stream = 1; stream < 30; stream += 2) {
        client.send(get(stream, "/"), RawFrame.reset(stream, Http2Error.CANCEL.code()));
      }
      client.expectGoAway(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertTrue(log.text().contains("limit h2-resets (5) reached"), log.text());
    assertTrue(log.text().contains("127.0.0.1, a flood of rapid reset"), log.text());
  }

  @Test
  @DisplayName("J-62, J-64 frames beyond h2-frames close the connection, and are named")
  void frames() throws Exception {
    limits = limits.with(Bound.H2_FRAMES, 10);
    serve(request -> Response.text("x"));
    try (var client = connect()) {
      for (int i = 0; i < 30; i++) {
        client.send(RawFrame.ping(0, i));
      }
      client.expectGoAway(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertTrue(log.text().contains("limit h2-frames (10) reached"), log.text());
    assertTrue(log.text().contains("a flood of PING frames"), log.text());
  }

  @Test
  @DisplayName("J-63, J-64 a header block of too many frames closes the connection")
  void continuations() throws Exception {
    serve(request -> Response.text("x"));
    try (var client = connect()) {
      client.send(new RawFrame(RawFrame.HEADERS, 0, 1, FieldBlock.get("/").bytes()));
      for (int i = 0; i < 20; i++) {
        client.send(RawFrame.continuation(1, 0, new byte[0]));
      }
      client.expectGoAway(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertTrue(log.text().contains("a flood of CONTINUATION frames"), log.text());
  }

  @Test
  @DisplayName("J-50, J-51, J-52, J-53 a stop says goodbye twice, and ends after the last stream")
  void stop() throws Exception {
    var answer = new CountDownLatch(1);
    var lines = new SlowLines();
    var server =
        serve(request -> {
          if (request.path().equals("/lines")) {
            return Response.lines(lines);
          }
          answer.await();
          return Response.text("finished");
        });
    try (var client = connect()) {
      client.send(get(1, "/lines"), get(3, "/"));
      lines.awaitAsked();
      var stopper = Thread.ofPlatform().start(server::close);
      var first = client.await(frame -> frame.type() == RawFrame.GOAWAY);
      assertEquals(Integer.MAX_VALUE, first.number(0));
      client.expectReset(1, Http2Error.CANCEL);
      client.send(RawFrame.ping(RawFrame.ACK, 0x68747470642d3032L));
      var last = client.await(frame -> frame.type() == RawFrame.GOAWAY);
      assertEquals(3, last.number(0));
      client.send(get(5, "/"));
      client.expectReset(5, Http2Error.REFUSED_STREAM);
      answer.countDown();
      assertEquals("finished", client.expectResponse(3).body());
      client.expectEnd();
      client.close();
      stopper.join();
    }
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @Test
  @DisplayName("J-32, J-34, J-52 an event stream says when to come back, then it is cut")
  void farewell() throws Exception {
    var events = new SlowLines().emit("one");
    var server = serve(request -> Response.events(events));
    try (var client = connect()) {
      client.send(get(1, "/"));
      client.await(frame -> frame.type() == RawFrame.DATA);
      var stopper = Thread.ofPlatform().start(server::close);
      var retry = client.await(frame -> frame.type() == RawFrame.DATA);
      assertTrue(new String(retry.payload(), US_ASCII).startsWith("retry: "));
      client.expectReset(1, Http2Error.CANCEL);
      client.expectEnd();
      client.close();
      stopper.join();
    }
    assertEquals(CloseReason.SERVER_STOPPED, awaitEnd().reason());
  }
}
