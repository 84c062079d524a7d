package httpd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** A service manager that is told by datagrams, as systemd is. */
public final class NotifiedManager implements AutoCloseable {

  private final Socket socket;
  private final Path path;

  public NotifiedManager(Path path) throws IOException {
    Epoll.ensureAvailability();
    this.path = path;
    socket = Socket.newSocketDomainDgram();
    socket.bind(new DomainSocketAddress(path.toFile()));
  }

  /** The value of {@code NOTIFY_SOCKET}. */
  public String name() {
    return path.toString();
  }

  /** Waits for the next message. */
  public String next() {
    var message = new AtomicReference<String>();
    Eventually.isFine(() -> {
      message.set(now());
      return message.get() == null ? "nothing was told" : null;
    });
    return message.get();
  }

  /** Waits for a message that begins so; leaves out those before it. */
  public String awaitMessage(String beginning) {
    while (true) {
      var message = next();
      if (message.startsWith(beginning)) {
        return message;
      }
    }
  }

  /** Returns a message that has arrived; null if there is none. */
  public String now() {
    try {
      var buffer = ByteBuffer.allocateDirect(4096);
      int length = socket.recv(buffer, 0, buffer.capacity());
      if (length <= 0) {
        return null;
      }
      byte[] bytes = new byte[length];
      buffer.get(0, bytes);
      return new String(bytes, UTF_8);
    } catch (IOException nothingYet) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
