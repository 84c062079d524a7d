package tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The lines of one connection. Connects when the first line is asked for, so that a route without
 * clients costs nothing. {@link #close} frees a thread that waits for the server.
 */
final class TcpLines implements Iterator<String>, AutoCloseable {

  private final String host;
  private final int port;
  private final Socket socket = new Socket();
  private BufferedReader reader;
  private String next;

  TcpLines(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Waits for the next line; false when the server has closed the connection. */
  @Override
  public boolean hasNext() {
    try {
      if (reader == null) {
        socket.connect(new InetSocketAddress(host, port));
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      }
      if (next == null) {
        next = reader.readLine();
      }
      return next != null;
    } catch (IOException e) {
      throw new UncheckedIOException("tcp:" + host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var line = next;
    next = null;
    return line;
  }

  /** Called on any thread when the client disconnects. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
