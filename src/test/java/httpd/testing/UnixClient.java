package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client on a unix-domain socket; CR is left out of what it reads, LF stands for CR LF. */
public final class UnixClient implements AutoCloseable {

  private final SocketChannel channel;
  private final StringBuilder read = new StringBuilder();

  public UnixClient(Path path) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
  }

  public UnixClient send(String text) throws IOException {
    return sendBytes(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  public UnixClient sendBytes(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  public UnixClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\nHost: a.example\n\n");
  }

  /** Reads until the text has come, and returns what was read up to it. */
  public String readUntil(String end) throws IOException {
    int at = read.indexOf(end);
    while (at < 0) {
      if (!readMore()) {
        throw new AssertionError("the connection ended after:\n" + read);
      }
      at = read.indexOf(end);
    }
    var text = read.substring(0, at + end.length());
    read.delete(0, at + end.length());
    return text;
  }

  public String readAll() throws IOException {
    while (readMore()) {
      // Everything is kept.
    }
    return read.toString();
  }

  private boolean readMore() throws IOException {
    var buffer = ByteBuffer.allocate(64 * 1024);
    int length = channel.read(buffer);
    if (length > 0) {
      read.append(new String(buffer.array(), 0, length, ISO_8859_1).replace("\r", ""));
    }
    return length >= 0;
  }

  /** Reads at most so many bytes, and drops them; the number, or -1 at the end. */
  public int skip(int most) throws IOException {
    return channel.read(ByteBuffer.allocate(most));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
