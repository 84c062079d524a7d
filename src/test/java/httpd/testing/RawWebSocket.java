package httpd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.HexFormat;

/**
 * A client of WebSockets that sends what it is told to, right or wrong, and names what it reads:
 * {@code TEXT hello}, {@code BINARY ff}, {@code PING}, {@code PONG x}, {@code CLOSE 1000 why},
 * {@code FIN}, {@code RESET}.
 */
public final class RawWebSocket {

  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};
  private static final String HANDSHAKE =
      "Host: localhost\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";

  private final RawClient client;

  private RawWebSocket(RawClient client) {
    this.client = client;
  }

  /** Returns the head with which one is opened. */
  public static String head(String path, String fields) {
    return "GET " + path + " HTTP/1.1\n" + HANDSHAKE + fields + "\n";
  }

  /** Opens one; fails if the answer is another than 101. */
  public static RawWebSocket open(RawClient client, String path, String fields) throws IOException {
    var answer = client.send(head(path, fields)).readHead();
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError(answer);
    }
    return new RawWebSocket(client);
  }

  /** Returns one that is open. */
  public static RawWebSocket of(RawClient client) {
    return new RawWebSocket(client);
  }

  public RawClient client() {
    return client;
  }

  public RawWebSocket text(String text) throws IOException {
    return frame(0x81, text.getBytes(UTF_8));
  }

  /** Sends a frame with its first byte, as {@code 0x81}, masked and with the shortest length. */
  public RawWebSocket frame(int first, byte... payload) throws IOException {
    client.sendBytes(framed(first, payload));
    return this;
  }

  public static byte[] framed(int first, byte... payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length <= 125) {
      frame.write(0x80 | payload.length);
    } else if (payload.length <= 0xffff) {
      frame.write(0xfe);
      frame.write(payload.length >>> 8);
      frame.write(payload.length);
    } else {
      frame.write(0xff);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >>> shift));
      }
    }
    frame.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ MASK[i & 3]);
    }
    return frame.toByteArray();
  }

  /** Sends a close frame with a code. */
  public RawWebSocket close(int code) throws IOException {
    return frame(0x88, (byte) (code >>> 8), (byte) code);
  }

  /** Reads the next frame, or the end. */
  public String read() throws IOException {
    int first;
    try {
      first = client.readByte();
    } catch (SocketException reset) {
      return "RESET";
    }
    if (first < 0) {
      return "FIN";
    }
    int length = client.readByte();
    if (length == 126) {
      length = (client.readByte() << 8) | client.readByte();
    } else if (length == 127) {
      for (int i = 0; i < 4; i++) {
        client.readByte();
      }
      length = 0;
      for (int i = 0; i < 4; i++) {
        length = (length << 8) | client.readByte();
      }
    }
    byte[] payload = new byte[length];
    for (int i = 0; i < length; ) {
      byte[] some = new byte[length - i];
      int count = client.readSome(some);
      if (count < 0) {
        return "FIN within a frame";
      }
      System.arraycopy(some, 0, payload, i, count);
      i += count;
    }
    return named(first, payload).strip();
  }

  private static String named(int first, byte[] payload) {
    return switch (first) {
      case 0x81 -> "TEXT " + new String(payload, UTF_8);
      case 0x82 -> "BINARY " + HexFormat.of().formatHex(payload);
      case 0x88 ->
          payload.length < 2
              ? "CLOSE"
              : "CLOSE "
                  + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff))
                  + " "
                  + new String(payload, 2, payload.length - 2, UTF_8);
      case 0x89 -> "PING " + new String(payload, UTF_8);
      case 0x8a -> "PONG " + new String(payload, UTF_8);
      default -> throw new AssertionError("a frame that begins with " + first);
    };
  }
}
