package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.server.ServerConfig;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.Parameter;

/** A server with a route to an upstream, over NIO and over epoll. */
abstract class ConnectionsFixture extends ProxyTest {

  @Parameter Transport transport;

  @Override
  protected ServerConfig config() {
    return super.config().withTransport(transport);
  }

  static final String OK_2 = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  static final String TEXT =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

  static void get(RawClient reader, String body) throws IOException {
    reader.get("/");
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 "), head);
    assertEquals(body, reader.readLike(body));
  }

  static void sendUntilGone(ScriptedUpstream.Connection connection, AtomicLong sent) {
    var piece = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
    try {
      while (true) {
        connection.sendChunk(piece);
        sent.addAndGet(piece.length);
      }
    } catch (IOException gone) {
      // As it should be.
    }
  }

  static void sendAll(RawClient sender, int length) {
    try {
      sender.sendBytes(new byte[length]);
    } catch (IOException e) {
      throw new AssertionError("sending broke off", e);
    }
  }

  static void sendChunks(RawClient sender, AtomicLong sent) {
    try {
      while (true) {
        sender.sendBytes(("10000\r\n" + "x".repeat(64 * 1024) + "\r\n").getBytes(ISO_8859_1));
        sent.addAndGet(64 * 1024);
      }
    } catch (IOException refused) {
      // As it should be.
    }
  }

  /** Returns when the connections have been told. */
  Thread beginStop() throws Exception {
    var idle = connect();
    idle.get("/idle");
    upstream.next().send(OK_2 + "ok");
    idle.readHead();
    idle.readLike("ok");
    var stop = Thread.ofPlatform().start(server()::close);
    assertEquals("FIN", idle.readEnd());
    return stop;
  }

  static final UpstreamLimits BRIEF = UpstreamLimits.DEFAULT.withTotal(Duration.ofMillis(300));

  static boolean isGoneWhenSentTo(ScriptedUpstream.Connection connection) {
    try {
      connection.send("1\r\n\n\r\n");
      return connection.clientHasGone();
    } catch (IOException gone) {
      return true;
    }
  }
}
