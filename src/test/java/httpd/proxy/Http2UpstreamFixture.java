package httpd.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Handler;
import httpd.testing.FieldBlock;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with a route to an upstream of HTTP/2, whose frames a test sends and reads. */
abstract class Http2UpstreamFixture extends PassingOnFixture {

  protected ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    listener.setSoTimeout(10_000);
  }

  @AfterEach
  void stopListening() throws IOException {
    listener.close();
  }

  Handler http2(int... ports) {
    return http2(UpstreamLimits.DEFAULT, ports);
  }

  Handler http2(UpstreamLimits limits, int... ports) {
    var addresses =
        IntStream.of(ports)
            .mapToObj(port -> UpstreamAddress.ofHttp2("h2c://127.0.0.1:" + port + "/"))
            .toList();
    return new ProxyHandler(
        new ProxyRoute("up", addresses, limits, TrustedProxies.NONE, false), client);
  }

  void serveHttp2() throws IOException {
    serve("/", http2(listener.getLocalPort()));
  }

  /** The next connection, as the one that speaks frames of the server. */
  RawHttp2Client accept() throws IOException {
    return acceptSilently().send(new RawFrame(RawFrame.SETTINGS, 0, 0, new byte[0]));
  }

  /** The same before the server has sent its settings. */
  RawHttp2Client acceptSilently() throws IOException {
    var socket = listener.accept();
    var preface = new byte[RawHttp2Client.PREFACE.length()];
    socket.getInputStream().readNBytes(preface, 0, preface.length);
    assertEquals(RawHttp2Client.PREFACE, new String(preface, US_ASCII));
    return RawHttp2Client.over(socket);
  }

  static boolean isHead(RawFrame frame) {
    return frame.type() == RawFrame.HEADERS;
  }

  static RawFrame request(RawHttp2Client link) throws IOException {
    return link.await(Http2UpstreamFixture::isHead);
  }

  static RawFrame head(RawFrame request, String... fields) {
    var block = FieldBlock.fields(":status", "200", "content-type", "text/plain");
    for (int i = 0; i < fields.length; i += 2) {
      block = block.field(fields[i], fields[i + 1]);
    }
    return RawFrame.headers(request.stream(), 0, block);
  }

  static RawFrame data(RawFrame request, int flags, String text) {
    return RawFrame.data(request.stream(), flags, text);
  }

  RawClient post() throws IOException {
    return connect().send("POST / HTTP/1.1\nHost: x\nContent-Length: 1\n\nx");
  }

  static RawFrame noContent(RawFrame request) {
    return RawFrame.headers(
        request.stream(), RawFrame.END_STREAM, FieldBlock.fields(":status", "204"));
  }
}
