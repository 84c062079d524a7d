package httpd.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.net.Socket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client that goes on without TLS after the handshake. */
class NotARecordTest extends MatrixTest {

  @Test
  @DisplayName("J-432 what is not TLS closes the connection, and the log does not repeat it")
  void notARecord() throws Exception {
    try (var server = serve(MatrixTransport.H1_TLS);
        var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      MatrixClient.secured(socket, "http/1.1");
      socket.getOutputStream().write("GET /?secret HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      Eventually.holds("the server logs it", () -> !log.records().isEmpty());
    }
    assertEquals(1, log.records().size(), log.text());
    assertTrue(log.text().endsWith(": TLS: what came is not a record of TLS\n"), log.text());
  }
}
