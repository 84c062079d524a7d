package httpd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client that sends and reads bytes as they are. Reads wait for at most half a minute.
 *
 * <p>In texts that a test reads, {@code \n} stands for CR LF and {@code ␊} for a line feed alone,
 * so that a transcript shows every byte and still looks like HTTP; the value of {@code date} is
 * {@code *}.
 */
public final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private InputStream input;
  private OutputStream output;
  private TlsWire tls;

  public RawClient(InetSocketAddress server) throws IOException {
    this(server, 0);
  }

  /** With a receive buffer of its own size, for a client that takes little; 0 for the usual. */
  public RawClient(InetSocketAddress server, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(server, PATIENCE_MILLIS);
    input = socket.getInputStream();
    output = socket.getOutputStream();
  }

  /** Encrypts from now on what it sends; {@link #readEnd} tells an end from a {@code CUT}. */
  public RawClient secured(SSLContext context, Consumer<SSLParameters> settings)
      throws IOException {
    tls = TlsWire.open(socket, context, settings);
    input = tls.input();
    output = tls.output();
    return this;
  }

  /** Its TLS; null if it has none. */
  public TlsWire tls() {
    return tls;
  }

  /** Sends a text as it would stand in a transcript. */
  public RawClient send(String transcript) throws IOException {
    return sendBytes(wire(transcript));
  }

  public RawClient sendBytes(byte[] bytes) throws IOException {
    output.write(bytes);
    return this;
  }

  /** Sends bytes past TLS. */
  public RawClient sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** {@code GET path} with a Host and nothing else. */
  public RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\nHost: test\n\n");
  }

  /** Reads as much as the expected transcript is long, or up to the end. */
  public String readLike(String expected) throws IOException {
    return read(wire(expected).length);
  }

  /** Reads up to and with an end that the transcript is known to have. */
  public String readUntil(String end) throws IOException {
    var bytes = new ByteArrayOutputStream();
    byte[] last = wire(end);
    var window = new byte[last.length];
    while (!Arrays.equals(window, last)) {
      int next = input.read();
      if (next < 0) {
        throw new AssertionError("the connection ended after:\n" + shown(bytes));
      }
      bytes.write(next);
      System.arraycopy(window, 1, window, 0, window.length - 1);
      window[window.length - 1] = (byte) next;
    }
    return shown(bytes);
  }

  /** Reads the head. */
  public String readHead() throws IOException {
    return readUntil("\n\n");
  }

  /** Reads what comes until the server closes; fails on a reset. */
  public String readAll() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(input.readAllBytes());
    return shown(bytes);
  }

  /** Reads to the end and tells how it came: {@code FIN} or {@code RESET}. */
  public String readEnd() throws IOException {
    try {
      while (input.read() >= 0) {
        // What is left does not matter here.
      }
      return "FIN";
    } catch (TlsWire.Cut cut) {
      return "CUT";
    } catch (SocketException reset) {
      return "RESET";
    }
  }

  /** One byte, or -1 at the end. */
  public int readByte() throws IOException {
    return input.read();
  }

  /** Reads what is there; the number of bytes, or -1 at the end. */
  public int readSome(byte[] target) throws IOException {
    return input.read(target);
  }

  /** Sends a FIN and goes on reading. */
  public RawClient halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Leaves with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Leaves with a FIN, or a reset where bytes are unread. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String read(int length) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(input.readNBytes(length));
    return shown(bytes);
  }

  private static byte[] wire(String transcript) {
    return transcript.replace("\n", "\r\n").replace("␊", "\n").getBytes(UTF_8);
  }

  private static String shown(ByteArrayOutputStream bytes) {
    return bytes
        .toString(UTF_8)
        .replace("\r\n", "\0")
        .replace("\n", "␊")
        .replace("\r", "␍")
        .replace("\0", "\n")
        .replaceAll("(?m)^date: .*$", "date: *");
  }
}
