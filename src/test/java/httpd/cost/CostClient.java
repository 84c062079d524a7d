package httpd.cost;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/** A client that reads all there is at once, so that it takes little time itself. */
final class CostClient implements AutoCloseable {

  private final Socket socket = new Socket();
  private final byte[] buffer = new byte[65_536];
  private final InputStream in;
  private int filled;

  CostClient(InetSocketAddress server) throws IOException {
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    socket.connect(server, 10_000);
    in = socket.getInputStream();
  }

  /** Sends a head, in which {@code \n} stands for CR LF, and maybe a body without line ends. */
  CostClient send(String request) throws IOException {
    socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(ISO_8859_1));
    return this;
  }

  CostClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\nHost: test\n\n");
  }

  /** Reads a response whose length its head tells, and gives its head in lower case. */
  String response() throws IOException {
    filled = 0;
    int end = 0;
    while (end == 0) {
      more();
      end = read().indexOf("\r\n\r\n") + 1;
    }
    var head = read().substring(0, end).toLowerCase(Locale.ROOT);
    int length = head.contains("\ncontent-length: ") ? length(head) : 0;
    while (filled < end + 3 + length) {
      more();
    }
    return head;
  }

  private static int length(String head) {
    return Integer.parseInt(head.replaceAll("(?s).*\ncontent-length: (\\d+)\r.*", "$1"));
  }

  /** Reads until the bytes read last are these; keeps no more than it must. */
  void readUntil(String end) throws IOException {
    filled = 0;
    while (!endsWith(end)) {
      if (filled > buffer.length / 2) {
        System.arraycopy(buffer, filled - end.length(), buffer, 0, end.length());
        filled = end.length();
      }
      more();
    }
  }

  private boolean endsWith(String end) {
    int from = filled - end.length();
    return from >= 0 && new String(buffer, from, end.length(), ISO_8859_1).equals(end);
  }

  private void more() throws IOException {
    int length = in.read(buffer, filled, buffer.length - filled);
    if (length < 0) {
      throw new AssertionError("the connection ended after:\n" + read());
    }
    filled += length;
  }

  private String read() {
    return new String(buffer, 0, filled, ISO_8859_1);
  }

  /** Leaves with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
