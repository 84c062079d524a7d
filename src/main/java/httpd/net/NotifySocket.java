package httpd.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends datagrams to the unix-domain socket of a service manager: at a path, or at an abstract
 * name, which is written with a {@code @} (sd_notify(3)). Safe for all threads.
 */
public final class NotifySocket {

  private final byte[] address;

  /** Makes a sender; nothing is opened. */
  public NotifySocket(String name) {
    address = name.getBytes(UTF_8);
    if (name.startsWith("@")) {
      address[0] = 0; // unix(7), "abstract".
    }
  }

  /**
   * Sends one message, which does not wait.
   *
   * @throws IOException if it cannot be sent
   */
  public void send(String message) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("epoll is not available");
    }
    byte[] bytes = message.getBytes(UTF_8);
    var buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    var socket = Socket.newSocketDomainDgram();
    try {
      int sent = socket.sendToDomainSocket(buffer, 0, bytes.length, address);
      if (sent != bytes.length) {
        throw new IOException("its queue is full");
      }
    } finally {
      socket.close();
    }
  }
}
