package httpd.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import okhttp3.Protocol;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PX-60 to PX-66: upstreams of HTTP/2, by MockWebServer and by frames of a test's own. */
class Http2UpstreamTest extends Http2UpstreamFixture {

  @Test
  @DisplayName("PX-60, PX-61 requests and responses pass, many over one connection")
  void passes() throws Exception {
    try (var web = new MockWebServer()) {
      web.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      web.start();
      serve("/", http2(web.getPort()));
      var reader = connect();
      for (int i = 0; i < 5; i++) {
        web.enqueue(
            new MockResponse.Builder()
                .setHeader("X-A", "1")
                .setHeader("Content-Type", "text/plain")
                .body("one\ntwo\n")
                .trailers(Headers.of("grpc-status", "0"))
                .build());
        reader.send(
            i % 2 == 0
                ? "GET /a?b HTTP/1.1\nHost: x\nCookie: c=d\nConnection: y\nY: z\n\n"
                : "POST /a?b HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");
        var head = reader.readHead();
        assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
        assertEquals("1", field(head, "X-A"));
        assertEquals("chunked", field(head, "Transfer-Encoding"));
        assertEquals("none", field(head, "x-http2-stream-id"));
        var body = "4\none␊\n4\ntwo␊\n0\ngrpc-status: 0\n\n";
        assertEquals(body, reader.readLike(body));
        var request = web.takeRequest();
        assertEquals(0, request.getConnectionIndex());
        assertEquals(i, request.getExchangeIndex());
        assertEquals("/a?b", request.getTarget());
        assertEquals("trailers", request.getHeaders().get("te"));
        assertEquals(null, request.getHeaders().get("y"));
        if (i % 2 == 1) {
          assertEquals("abc", request.getBody().utf8());
        } else {
          assertEquals("c=d", request.getHeaders().get("cookie"));
        }
      }
    }
  }

  @Test
  @DisplayName("PX-61.1 requests that come together share the connection that the first one makes")
  void together() throws Exception {
    serveHttp2();
    var readers = new ArrayList<RawClient>();
    for (int i = 0; i < 5; i++) {
      readers.add(connect().get("/"));
    }
    try (var link = accept()) {
      for (int i = 0; i < 5; i++) {
        link.send(
            RawFrame.headers(
                request(link).stream(), RawFrame.END_STREAM, FieldBlock.fields(":status", "204")));
      }
      for (var reader : readers) {
        assertTrue(reader.readHead().startsWith("HTTP/1.1 204 "));
      }
    }
  }

  @Test
  @DisplayName("PX-61.1 until an upstream says how many streams it takes, it gets one")
  void settings() throws Exception {
    serveHttp2();
    var readers = new ArrayList<>(List.of(post()));
    try (var link = acceptSilently()) {
      readers.add(post());
      readers.add(post());
      link.send(RawFrame.settings(3, 2)); // At most two streams.
      var first = request(link);
      var second = request(link);
      try (var other = accept()) {
        for (var request : List.of(first, second)) {
          link.send(noContent(request));
        }
        other.send(noContent(request(other)));
      }
    }
    for (var reader : readers) {
      assertTrue(reader.readHead().startsWith("HTTP/1.1 204 "));
    }
  }

  @Test
  @DisplayName("PX-61.1 if it cannot be made, each of them fails by itself")
  void togetherInVain() throws Exception {
    serveHttp2();
    listener.close();
    var readers = new ArrayList<RawClient>();
    for (int i = 0; i < 5; i++) {
      readers.add(connect().get("/"));
    }
    for (var reader : readers) {
      assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    }
  }

  @Test
  @DisplayName("PX-62 a client that goes resets its stream alone")
  void cancelled() throws Exception {
    serveHttp2();
    var gone = connect().get("/a");
    try (var link = accept()) {
      var first = request(link);
      var stays = connect().get("/b");
      var second = request(link);
      assertNotEquals(first.stream(), second.stream());
      link.send(head(first), head(second), data(first, 0, "x\n"));
      gone.readHead();
      gone.readLike("2\nx␊\n");
      gone.close();
      link.expectReset(first.stream(), Http2Error.CANCEL);
      stays.readHead();
      link.send(data(second, 0, "one\n"));
      assertEquals("4\none␊\n", stays.readLike("4\none␊\n"));
      link.send(data(second, RawFrame.END_STREAM, "two\n"));
      var rest = "4\ntwo␊\n0\n\n";
      assertEquals(rest, stays.readLike(rest));
      stays.get("/c"); // The connection goes on, and no reset has come for what was complete.
      var third = link.await(frame -> frame.stream() != 0);
      assertEquals(RawFrame.HEADERS, third.type());
    }
  }

  @Test
  @DisplayName("PX-63 a reset, and a connection that ends, cut the client")
  void broken() throws Exception {
    serveHttp2();
    var one = connect().get("/a");
    RawClient two;
    try (var link = accept()) {
      var first = request(link);
      link.send(head(first), data(first, 0, "x\n"));
      one.readHead();
      two = connect().get("/b");
      var second = request(link);
      link.send(head(second), data(second, 0, "x\n"));
      two.readHead();
      one.readLike("2\nx␊\n");
      two.readLike("2\nx␊\n");
      link.send(RawFrame.reset(first.stream(), Http2Error.INTERNAL_ERROR.code()));
      assertEquals("", one.readAll());
    }
    assertEquals("", two.readAll());
    Eventually.isFine(
        () -> log.text().contains("the upstream reset the stream: INTERNAL_ERROR") ? null : "no");
  }

  @Test
  @DisplayName("PX-63 a reset before the head is a 502, and so is a server of HTTP/1.1")
  void unanswered() throws Exception {
    serveHttp2();
    var reader = connect().get("/a");
    try (var link = accept()) {
      link.send(RawFrame.reset(request(link).stream(), Http2Error.INTERNAL_ERROR.code()));
      assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
      link.send(RawFrame.goAway(1, 0));
      link.expectEnd();
    }
    reader.get("/b");
    try (var socket = listener.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      socket.shutdownOutput();
      assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    }
  }

  @Test
  @DisplayName("PX-64 after GOAWAY what is open goes on, and a new request gets a new connection")
  void goAway() throws Exception {
    serveHttp2();
    var one = connect().get("/a");
    try (var link = accept()) {
      var first = request(link);
      link.send(head(first), RawFrame.goAway(first.stream(), 0), data(first, 0, "x\n"));
      one.readHead();
      one.readLike("2\nx␊\n");
      connect().get("/b");
      try (var other = accept()) {
        var second = request(other);
        assertEquals("/b", String.valueOf(other.decode(second).path()));
        link.send(data(first, RawFrame.END_STREAM, "y\n"));
        var rest = "2\ny␊\n0\n\n";
        assertEquals(rest, one.readLike(rest));
        link.expectEnd();
      }
    }
  }

  @Test
  @DisplayName("PX-65 a client that does not read stops its own stream, and no other")
  void windows() throws Exception {
    serveHttp2();
    var slow = connect(4 * 1024).get("/slow");
    try (var link = accept()) {
      var first = request(link);
      link.send(head(first));
      slow.readHead();
      long window = 64 * 1024;
      var piece = "x".repeat(16 * 1023) + "\n";
      long sent = 0;
      while (window >= piece.length()) {
        link.send(data(first, 0, piece));
        sent += piece.length();
        window -= piece.length();
        window += grantedBeforePing(link, first.stream());
      }
      assertTrue(sent < 64 * 1024 * 1024, "bounded");
      var fast = connect().get("/fast");
      var second = request(link);
      link.send(head(second), data(second, 0, "at once\n"));
      fast.readHead();
      assertEquals("8\nat once␊\n", fast.readLike("8\nat once␊\n"));
    }
  }

  /** What the windows of a stream have grown by when the answer to a ping comes. */
  private static long grantedBeforePing(RawHttp2Client link, int stream) throws IOException {
    link.send(RawFrame.ping(0, 7));
    long granted = 0;
    var frame = link.read();
    while (frame.type() != RawFrame.PING) {
      if (frame.type() == RawFrame.WINDOW_UPDATE && frame.stream() == stream) {
        granted += frame.number(0);
      }
      frame = link.read();
    }
    return granted;
  }

  @Test
  @DisplayName("PX-66 an upgrade is not asked for: the upstream gets an ordinary request")
  void noUpgrade() throws Exception {
    serveHttp2();
    RawClient reader =
        connect().send("GET /ws HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: websocket\n\n");
    try (var link = accept()) {
      var request = request(link);
      assertEquals(null, link.decode(request).get("upgrade"));
      link.send(
          RawFrame.headers(
              request.stream(), RawFrame.END_STREAM, FieldBlock.fields(":status", "426")));
      assertTrue(reader.readHead().startsWith("HTTP/1.1 426 "));
    }
  }
}
