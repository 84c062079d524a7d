package httpd.server.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpRequest;

/**
 * The beginning of the preface of HTTP/2 (RFC 9113, section 3.4), which looks like the head of a
 * request. It is not counted as one, and the access log does not show it.
 */
final class Preface {

  private static final String METHOD = "PRI";
  private static final byte[] HEAD = "PRI * HTTP/2.0\r\n\r\n".getBytes(US_ASCII);

  private Preface() {}

  static boolean isBegunBy(HttpRequest head) {
    return head.method().name().equals(METHOD)
        && head.uri().equals("*")
        && head.protocolVersion().majorVersion() == 2
        && head.headers().isEmpty();
  }

  /** Returns the bytes that were decoded to the head. */
  static ByteBuf bytes() {
    return Unpooled.wrappedBuffer(HEAD);
  }
}
