package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * All that a server sent until the connection ended.
 *
 * @param text Latin-1 stands for its bytes
 * @param reset whether it ended with an RST
 */
public record SentAndRead(String text, boolean reset) {

  private static final int PATIENCE_MILLIS = 20_000;

  /** Connects, sends a request, and reads to the end, which must come. */
  public static SentAndRead of(InetSocketAddress server, String request) throws IOException {
    try (var socket = connect(server)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return toTheEndOf(socket);
    }
  }

  /** A connection whose reads wait for 20 seconds at most. */
  public static Socket connect(InetSocketAddress server) throws IOException {
    var socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Reads to the end, which must come. */
  public static SentAndRead toTheEndOf(Socket socket) {
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int count = socket.getInputStream().read(buffer);
          count >= 0;
          count = socket.getInputStream().read(buffer)) {
        bytes.write(buffer, 0, count);
      }
      return new SentAndRead(bytes.toString(ISO_8859_1), false);
    } catch (SocketException reset) {
      return new SentAndRead(bytes.toString(ISO_8859_1), true);
    } catch (IOException stuck) {
      throw new AssertionError(
          "the connection does not end; so far: " + bytes.toString(ISO_8859_1), stuck);
    }
  }
}
