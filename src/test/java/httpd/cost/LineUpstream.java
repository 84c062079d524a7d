package httpd.cost;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * Answers {@code GET /?n=20} with 20 lines of 64 bytes, a chunk each; for {@code /alone?n=20} it
 * sends each of them, and the last chunk, when it is released.
 */
final class LineUpstream implements AutoCloseable {

  private static final byte[] LINE = ("40\r\n" + "x".repeat(63) + "\n\r\n").getBytes(ISO_8859_1);

  private final Semaphore released = new Semaphore(0);
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  LineUpstream() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  /** Lets the next line that stands alone go. */
  void release() {
    released.release();
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      var out = new BufferedOutputStream(socket.getOutputStream(), 65_536);
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        int count = Integer.parseInt(line.replaceAll(".*n=| .*", ""));
        while (!in.readLine().isEmpty()) {
          // The header fields do not matter.
        }
        boolean alone = line.contains("/alone");
        out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
        for (int i = 0; i < count; i++) {
          await(alone);
          out.write(LINE);
          if (alone) {
            out.flush();
          }
        }
        await(alone);
        out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(boolean alone) {
    if (alone) {
      released.acquireUninterruptibly();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
