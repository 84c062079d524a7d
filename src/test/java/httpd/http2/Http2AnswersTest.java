package httpd.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.CloseReason;
import httpd.Headers;
import httpd.Response;
import httpd.limit.Bound;
import httpd.line.ListSource;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.testing.SlowLines;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests and responses on streams, of each kind. */
class Http2AnswersTest extends Http2StreamTest {

  @Test
  @DisplayName("J-1, J-10, J-11, J-18 a request on a stream is handled as HTTP/2")
  void protocol() throws Exception {
    serve(request ->
        Response.text(request.client().protocol() + " " + request.client().mayUpgrade()));
    try (var client = connect()) {
      client.send(get(1, "/"));
      assertEquals("HTTP/2 false", client.expectResponse(1).body());
      assertEquals("HTTP/2", awaitEnd().asked().protocol());
    }
  }

  @Test
  @DisplayName("J-2 a preface may come byte by byte")
  void slowPreface() throws Exception {
    serve(request -> Response.text("x"));
    try (var client = silent()) {
      for (byte one : RawHttp2Client.PREFACE.getBytes(US_ASCII)) {
        client.sendBytes(new byte[] {one});
      }
      client.send(new RawFrame(RawFrame.SETTINGS, 0, 0, new byte[0]), get(1, "/"));
      assertEquals("x", client.expectResponse(1).body());
    }
  }

  @Test
  @DisplayName("J-3 after a request of HTTP/1.1 the preface is not one")
  void latePreface() throws Exception {
    var server = serve(request -> Response.text("x"));
    try (var client = new RawClient(server.address())) {
      client.get("/").readUntil("\n\nx");
      client.send("PRI * HTTP/2.0\n\nSM\n\n");
      assertTrue(client.readAll().startsWith("HTTP/1.1 505 "));
    }
  }

  @Test
  @DisplayName("J-4 a request to upgrade is answered in HTTP/1.1")
  void upgrade() throws Exception {
    var server = serve(request -> Response.text(request.client().protocol()));
    try (var client = new RawClient(server.address())) {
      client.send(
          """
          GET / HTTP/1.1
          Host: localhost
          Connection: Upgrade, HTTP2-Settings
          Upgrade: h2c
          HTTP2-Settings: AAMAAABkAAQAAP__

          """);
      assertTrue(client.readUntil("\n\nHTTP/1.1").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  @DisplayName("J-20 names are in lower case, and fields of the connection are left out")
  void responseFields() throws Exception {
    var fields = Headers.of("X-Name", "Value", "Keep-Alive", "timeout=5", "Upgrade", "x");
    serve(request -> new Response(200, fields, new Body.Text("x")));
    try (var client = connect()) {
      client.send(get(1, "/"));
      var head = client.decode(client.await(frame -> frame.type() == RawFrame.HEADERS));
      assertEquals("Value", head.get("x-name").toString());
      assertNull(head.get("keep-alive"));
      assertNull(head.get("upgrade"));
    }
  }

  @Test
  @DisplayName("J-10 handlers of one connection run at the same time")
  void together() throws Exception {
    var both = new CyclicBarrier(2);
    serve(request -> Response.text("" + both.await(PATIENCE_SECONDS, TimeUnit.SECONDS)));
    try (var client = connect()) {
      client.send(get(1, "/"), get(3, "/"));
      client.await(frame -> frame.has(RawFrame.END_STREAM) && frame.stream() != 0);
      client.await(frame -> frame.has(RawFrame.END_STREAM) && frame.stream() != 0);
    }
  }

  @Test
  @DisplayName("J-12, J-13 a handler finds :authority as Host, and one Cookie")
  void fields() throws Exception {
    serve(request -> Response.text(request.header("host") + "|" + request.header("cookie")));
    try (var client = connect()) {
      var block = FieldBlock.get("/").field("cookie", "a=1").field("cookie", "b=2");
      client.send(RawFrame.request(1, block));
      var body = client.expectResponse(1).body();
      assertTrue(body.endsWith("|a=1; b=2"), body);
    }
  }

  @Test
  @DisplayName("J-14, J-65 a malformed request is reset before there is a handler, and logged")
  void malformed() throws Exception {
    serve(request -> {
      throw new AssertionError("it was handled");
    });
    try (var client = connect()) {
      client.send(RawFrame.request(1, FieldBlock.get("/").field("connection", "close")));
      client.expectReset(1, Http2Error.PROTOCOL_ERROR);
      client.expectAlive();
    }
    assertTrue(log.text().contains("PROTOCOL_ERROR"), log.text());
  }

  @Test
  @DisplayName("J-15, J-16 what is too large or forbidden is answered with its status")
  void refused() throws Exception {
    serve(request -> Response.text(request.text()));
    try (var client = connect()) {
      var many = FieldBlock.get("/").repeated(FieldBlock.fields("x", "y"), 257);
      client.send(RawFrame.request(1, many));
      assertEquals("431", client.expectResponse(1).status());
      client.send(RawFrame.request(3, FieldBlock.get("/").field("expect", "the-unknown")));
      assertEquals("417", client.expectResponse(3).status());
    }
  }

  @Test
  @DisplayName("J-16 a long head counts as memory until its stream is over")
  void headMemory() throws Exception {
    var held = new CountDownLatch(1);
    serve(request -> {
      held.await();
      return Response.text("x");
    });
    try (var client = connect()) {
      client.send(RawFrame.request(1, FieldBlock.get("/").field("x", "y".repeat(10_000))));
      Eventually.holds("the head counts", () -> limits.of(Bound.BODY_MEMORY).held() >= 30_000);
      held.countDown();
      assertEquals("x", client.expectResponse(1).body());
    }
  }

  @Test
  @DisplayName("J-17 a handler that reads has 100 sent")
  void expectation() throws Exception {
    serve(request -> Response.text(request.text()));
    try (var client = connect()) {
      client.send(RawFrame.headers(1, 0, FieldBlock.post("/").field("expect", "100-continue")));
      var head = client.await(frame -> frame.type() == RawFrame.HEADERS);
      assertEquals("100", client.decode(head).status().toString());
      client.send(RawFrame.data(1, RawFrame.END_STREAM, "body"));
      assertEquals("body", client.expectResponse(1).body());
    }
  }

  @Test
  @DisplayName("J-21 a response without a body ends with its head")
  void bodiless() throws Exception {
    serve(request -> request.path().equals("/none") ? Response.status(204) : Response.text(""));
    try (var client = connect()) {
      for (var path : List.of("/none", "/empty")) {
        int stream = path.equals("/none") ? 1 : 3;
        client.send(get(stream, path));
        var head = client.await(frame -> frame.stream() == stream);
        assertTrue(head.has(RawFrame.END_STREAM), path);
      }
    }
  }

  @Test
  @DisplayName("J-22 the head leaves before the first line, and each line before the next")
  void lines() throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.lines(lines));
    try (var client = connect()) {
      client.send(get(1, "/"));
      var head = client.await(frame -> frame.type() == RawFrame.HEADERS);
      assertEquals("200", client.decode(head).status().toString());
      for (var line : List.of("one", "two")) {
        lines.emit(line);
        expectData(client, 1, line + "\n");
      }
      lines.end();
      client.await(frame -> frame.has(RawFrame.END_STREAM) && frame.stream() == 1);
      assertEquals(CloseReason.COMPLETED, awaitEnd().reason());
    }
  }

  @Test
  @DisplayName("J-23 trailers end the stream")
  void trailers() throws Exception {
    serve(request ->
        new Response(
            200,
            Headers.EMPTY,
            new Body.PassThrough(
                new ListSource(List.of("part")),
                OptionalLong.empty(),
                () -> Headers.of("X-Sum", "42"),
                true,
                false)));
    try (var client = connect()) {
      client.send(get(1, "/"));
      client.await(frame -> frame.type() == RawFrame.HEADERS);
      expectData(client, 1, "part");
      var trailer = client.await(frame -> frame.type() == RawFrame.HEADERS);
      assertTrue(trailer.has(RawFrame.END_STREAM));
      assertEquals("42", client.decode(trailer).get("x-sum").toString());
    }
  }

  @Test
  @DisplayName("J-24 a file is sent as the windows have room, whole")
  void file(@TempDir Path directory) throws Exception {
    byte[] content = new byte[300_000];
    Arrays.fill(content, (byte) 'f');
    var file = Files.write(directory.resolve("file"), content);
    serve(request -> Response.file(file));
    try (var client = connect(RawFrame.settings(4, 400_000))) {
      client.send(RawFrame.windowUpdate(0, 400_000), get(1, "/"));
      var body = client.expectResponse(1).body();
      assertArrayEquals(content, body.getBytes(US_ASCII));
    }
  }

  @Test
  @DisplayName("J-25 a complete response ends the interest in the rest of the request")
  void earlyResponse() throws Exception {
    serve(request -> Response.text("enough"));
    try (var client = connect()) {
      client.send(RawFrame.headers(1, 0, FieldBlock.post("/")));
      assertEquals("enough", client.expectResponse(1).body());
      client.expectReset(1, Http2Error.NO_ERROR);
      client.send(RawFrame.data(1, 0, "more"), RawFrame.data(1, 0, "and more"));
      client.expectAlive();
    }
  }

  @Test
  @DisplayName("J-67 frames of a stream that was reset here are dropped, and no limit counts them")
  void afterReset() throws Exception {
    serve(request -> Response.text("enough"));
    try (var client = connect()) {
      client.send(RawFrame.headers(1, 0, FieldBlock.post("/")));
      client.expectReset(1, Http2Error.NO_ERROR);
      for (int i = 0; i < 500; i++) { // More bytes than the window of the connection has.
        client.send(RawFrame.data(1, 0, "x".repeat(1000)));
      }
      client.expectAlive();
      assertEquals(0, limits.of(Bound.H2_RESETS).reached());
    }
  }

  @Test
  @DisplayName("J-30, J-31, J-34 a source that fails is cut after its lines")
  void failure() throws Exception {
    var lines = new SlowLines().emit("good").fail(new IllegalStateException("broken"));
    serve(request -> Response.lines(lines));
    try (var client = connect()) {
      client.send(get(1, "/"));
      expectData(client, 1, "good\n");
      expectCut(client, 1, Http2Error.INTERNAL_ERROR);
      assertEquals(CloseReason.SOURCE_FAILED, awaitEnd().reason());
      assertEquals(1, lines.closes());
    }
  }

  @Test
  @DisplayName("J-35 a reset of the client closes the source once, while nothing is written")
  void reset() throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.lines(lines));
    try (var client = connect()) {
      client.send(get(1, "/"));
      lines.awaitAsked();
      client.send(RawFrame.reset(1, Http2Error.CANCEL.code()));
      lines.awaitClosed();
      assertEquals(1, lines.closes());
      assertEquals(CloseReason.CLIENT_GONE, awaitEnd().reason());
      client.expectAlive();
    }
    assertEquals("", log.text());
  }

  @Test
  @DisplayName(
      "J-35, J-66 a reset of the client interrupts a handler, which counts until it returns")
  void interrupted() throws Exception {
    var began = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    serve(request -> {
      began.countDown();
      waitUninterruptibly(goesOn);
      assertTrue(Thread.currentThread().isInterrupted());
      return Response.text("late");
    });
    try (var client = connect()) {
      client.send(get(1, "/"));
      began.await();
      client.send(RawFrame.reset(1, Http2Error.CANCEL.code()));
      assertEquals(CloseReason.CLIENT_GONE, awaitEnd().reason());
      assertEquals(1, limits.of(Bound.HANDLERS).held());
      goesOn.countDown();
    }
  }

  private static void waitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("J-8 a client that sends its FIN has left")
  void fin() throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.lines(lines));
    try (var client = connect()) {
      client.send(get(1, "/"));
      lines.awaitAsked();
      client.halfClose();
      lines.awaitClosed();
      client.expectEnd();
    }
  }
}
