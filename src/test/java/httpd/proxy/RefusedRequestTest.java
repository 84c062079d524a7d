package httpd.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PX-63.1 to PX-63.3: requests that an upstream of HTTP/2 has not acted on. */
class RefusedRequestTest extends Http2UpstreamFixture {

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  @DisplayName("PX-63.1 a request that was refused is sent again, thrice at most")
  void refused(String method) throws Exception {
    serveHttp2();
    var reader = connect().send(method + " / HTTP/1.1\nHost: x\nContent-Length: 0\n\n");
    try (var link = accept()) {
      for (int i = 0; i < 3; i++) {
        link.send(RawFrame.reset(request(link).stream(), Http2Error.REFUSED_STREAM.code()));
      }
      link.send(noContent(request(link)));
      assertTrue(reader.readHead().startsWith("HTTP/1.1 204 "));
      reader.send(method + " / HTTP/1.1\nHost: x\nContent-Length: 0\n\n");
      link.send(RawFrame.goAway(request(link).stream() - 2, 0));
      try (var other = accept()) {
        other.send(noContent(request(other)));
        assertTrue(reader.readHead().startsWith("HTTP/1.1 204 "));
        reader.send(method + " / HTTP/1.1\nHost: x\nContent-Length: 0\n\n");
        for (int i = 0; i < 4; i++) {
          other.send(RawFrame.reset(request(other).stream(), Http2Error.REFUSED_STREAM.code()));
        }
        assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
      }
    }
  }

  /** Reads the content of a request, as long as more is to come. */
  private static String content(RawHttp2Client link, RawFrame request, int length)
      throws IOException {
    var text = new StringBuilder();
    while (text.length() < length) {
      var data =
          link.await(frame -> frame.type() == RawFrame.DATA && frame.stream() == request.stream());
      text.append(new String(data.payload(), US_ASCII));
    }
    return text.toString();
  }

  @Test
  @DisplayName("PX-63.2 the content of a request that was refused is sent again, from its begin")
  void content() throws Exception {
    serveHttp2();
    var reader = connect().send("POST / HTTP/1.1\nHost: x\nContent-Length: 6\n\nabc");
    try (var link = accept()) {
      for (int i = 0; i < 3; i++) {
        var request = request(link);
        assertEquals("abc", content(link, request, 3));
        link.send(RawFrame.reset(request.stream(), Http2Error.REFUSED_STREAM.code()));
      }
      var last = request(link);
      assertEquals("abc", content(link, last, 3));
      reader.send("def");
      assertEquals("def", content(link, last, 3));
      link.send(noContent(last));
      assertTrue(reader.readHead().startsWith("HTTP/1.1 204 "));
    }
  }

  @Test
  @DisplayName("PX-63.2 content of which more than 64 KiB have gone is a 502")
  void longContent() throws Exception {
    serveHttp2();
    var body = "x".repeat(80_000);
    var reader = connect().send("POST / HTTP/1.1\nHost: x\nContent-Length: 80000\n\n" + body);
    try (var link = accept()) {
      var request = request(link);
      assertEquals(0xffff, content(link, request, 0xffff).length());
      link.send(RawFrame.reset(request.stream(), Http2Error.REFUSED_STREAM.code()));
      assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
      link.expectAlive(); // No request has come.
    }
  }

  @Test
  @DisplayName("PX-63.3 content that one upstream has refused is not sent to another one")
  void other() throws Exception {
    try (var other = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      other.setSoTimeout(1);
      serve("/", http2(listener.getLocalPort(), other.getLocalPort()));
      var reader = post();
      try (var link = accept()) {
        listener.close();
        assertEquals("x", content(link, request(link), 1));
        link.send(RawFrame.goAway(0, 0));
        assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
      }
      assertThrows(SocketTimeoutException.class, other::accept);
    }
  }
}
