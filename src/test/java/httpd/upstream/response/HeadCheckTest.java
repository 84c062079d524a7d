package httpd.upstream.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of responses that another reader might read differently. */
class HeadCheckTest {

  private static final String OK = "HTTP/1.1 200 OK\n";

  /** The check when it wants no more; {@code \n} stands for CR LF, and {@code ␊} for LF. */
  private static HeadCheck check(String head) {
    var check = new HeadCheck();
    for (byte next : head.replace("\n", "\r\n").replace("␊", "\n").getBytes(ISO_8859_1)) {
      if (!check.read(next)) {
        break;
      }
    }
    return check;
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
        "HTTP/1.1 200 OK␊\n",
        "HTTP/1.1 100 Continue\n\nHTTP/1.1 +200 OK\n\n",
      })
  @DisplayName("U-50 a status line is a version, a status of three digits and a reason")
  void statusLine(String head) {
    assertNotNull(check(head).malformation());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: a\n b\n\n",
        "X: a\n\tb\n\n",
        " X: a\n\n",
        "X: a\n \n\n",
        "X y: a\n\n",
        "X: a␊Y: b\n\n",
        "X: a\rY: b\n\n",
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
    assertNotNull(check(OK + fields).malformation());
    assertNotNull(check("HTTP/1.0 200 OK\n" + fields).malformation());
    assertNotNull(check("HTTP/1.1 103 Early\n\n" + OK + fields).malformation());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n",
        "HTTP/1.1 103 Early\nContent-Length: 1\n\n",
        "HTTP/1.1 101 Switch\nTransfer-Encoding: chunked\n\n",
      })
  @DisplayName("U-51 nor is a body framed where there is none, or by what HTTP/1.0 does not know")
  void framing(String head) {
    assertNotNull(check(head).malformation());
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
    assertNull(check(head).malformation());
    assertTrue(check(head).isOver());
  }

  @Test
  @DisplayName("U-52 a head has at most 1024 fields")
  void many() {
    assertTrue(check(OK + "X: y\n".repeat(1024) + "\n").isOver());
    assertEquals("more than 1024 fields", check(OK + "X: y\n".repeat(1025) + "\n").malformation());
  }
}
