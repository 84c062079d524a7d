package httpd.upstream.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of responses that another reader might read differently. */
class ResponseDecoderTest {

  private static final String OK = "HTTP/1.1 200 OK\n";

  /**
   * What is wrong with a head, or null; {@code \n} stands for CR LF, and {@code ␊} for LF.
   *
   * @param read how many bytes come at once
   */
  private static @Nullable String malformation(String head, int read) {
    var channel = new EmbeddedChannel(new ResponseDecoder(false));
    try {
      var bytes = head.replace("\n", "\r\n").replace("␊", "\n").getBytes(ISO_8859_1);
      for (int from = 0; from < bytes.length; from += read) {
        int length = Math.min(read, bytes.length - from);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, length));
      }
      HttpResponse last = null;
      for (Object made : channel.inboundMessages()) {
        if (made instanceof HttpResponse response && (last == null || isSound(last))) {
          last = response;
        }
      }
      assertNotNull(last, "no head of " + head);
      return isSound(last) ? null : last.decoderResult().cause().getMessage();
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static boolean isSound(HttpResponse head) {
    return head.decoderResult().isSuccess();
  }

  private static void assertMalformed(String head) {
    assertNotNull(malformation(head, head.length() * 2), head);
    assertNotNull(malformation(head, 1), head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 +200 OK\n\n",
        "HTTP/1.1  200 OK\n\n",
        "HTTP/1.1 20 OK\n\n",
        "HTTP/1.1 2000 OK\n\n",
        "HTTP/1.1 0200 OK\n\n",
        "HTTP/1.1 200OK\n\n",
        "HTTP/1.1 200\tOK\n\n",
        "HTTP/1.1\t200 OK\n\n",
        "HTTP/1.1 -20 OK\n\n",
        "HTTP/1.1 2 00 OK\n\n",
        "HTTP/1.1\n\n",
        "http/1.1 200 OK\n\n",
        "HTTP/1.10 200 OK\n\n",
        "HTTP/01.1 200 OK\n\n",
        " HTTP/1.1 200 OK\n\n",
        "\nHTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 O\u0000K\n\n",
        "HTTP/1.1 200 O\rK\n\n",
        "HTTP/1.1 200 \rOK\n\n",
        "HTTP/1.1 200 OK\r\n\n",
        "HTTP/1.1 200\r\n\n",
        "HTTP/1.1 200\t\n\n",
        "HTTP/1.1 200 OK␊\n",
        "HTTP/1.1 100 Continue\n\nHTTP/1.1 +200 OK\n\n",
      })
  @DisplayName("U-50 a status line is a version, a status of three digits and a reason")
  void statusLine(String head) {
    assertMalformed(head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: a\n b\n\n",
        "X: a\n\tb\n\n",
        " X: a\n\n",
        "X: a\n \n\n",
        "X y: a\n\n",
        "X y\n\n",
        "X \n\n",
        "A : b\nX \n\n",
        "X\n\n",
        "X: a␊Y: b\n\n",
        "X: a\rY: b\n\n",
        "X: a\r\n\n",
        "X:\ra\n\n",
        "X\r: a\n\n",
        "X: a\n\r\n",
        "\r\n",
        "X: a\n␊",
        "Content-Length: 1\nContent-Length: 1\n\n",
        "Content-Length : 1\ncontent-length: 2\n\n",
        "Content-Length: 1, 1\n\n",
        "Content-Length: +1\n\n",
        "Content-Length: 0x1\n\n",
        "Content-Length:\n\n",
        "Content-Length: 1 1\n\n",
        "Content-Length: 1234567890123456789\n\n",
        "Transfer-Encoding: chunked\nContent-Length: 1\n\n",
      })
  @DisplayName("U-51 a field is on one line, and a body has one length or is chunked")
  void fields(String fields) {
    assertMalformed(OK + fields);
    assertMalformed("HTTP/1.0 200 OK\n" + fields);
    assertMalformed("HTTP/1.1 103 Early\n\n" + OK + fields);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n",
        "HTTP/1.1 103 Early\nContent-Length: 1\n\n",
        "HTTP/1.1 101 Switch\nTransfer-Encoding: chunked\n\n",
      })
  @DisplayName(
      "U-51 a response without a body, or of HTTP/1.0, must not have the framing of a" + " body")
  void framing(String head) {
    assertMalformed(head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK + "\n",
        "HTTP/1.1 200\n\n",
        "HTTP/1.1 200 \n\n",
        "HTTP/1.0 304 Not  Modified\nContent-Length: 7\n\n",
        "HTTP/1.1 100 Continue\nContent-Length: 0\n\nHTTP/1.1 204 No Content\n\n",
        "HTTP/1.1 101 Switch\nUpgrade: x\n\n",
        OK + "Transfer-Encoding : chunked\nX:\nY: a b \u00e4\n\n",
      })
  @DisplayName("U-50 other heads are left to the decoder")
  void wellFormed(String head) {
    assertNull(malformation(head, head.length() * 2));
    assertNull(malformation(head, 1));
  }

  @Test
  @DisplayName("U-52 a head has at most 1024 fields")
  void many() {
    assertNull(malformation(OK + "X: y\n".repeat(1024) + "\n", 1 << 20));
    assertEquals("more than 1024 fields", malformation(OK + "X: y\n".repeat(1025) + "\n", 1 << 20));
  }
}
