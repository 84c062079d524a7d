package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * One HTTP/2 frame, valid or not (RFC 9113, section 4.1).
 *
 * @param type the type as a number, so that one may be unknown
 * @param flags the flags as bits
 * @param stream the identifier, with the reserved bit if a test sets it
 * @param payload the bytes after the nine of the header
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares frames.
public record RawFrame(int type, int flags, int stream, byte[] payload) {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int ACK = 0x1;
  public static final int END_STREAM = 0x1;
  public static final int END_HEADERS = 0x4;
  public static final int PADDED = 0x8;
  public static final int WITH_PRIORITY = 0x20;

  private static final int HEADER_LENGTH = 9;

  public static RawFrame data(int stream, int flags, String text) {
    return new RawFrame(DATA, flags, stream, text.getBytes(ISO_8859_1));
  }

  /** HEADERS that end their block. */
  public static RawFrame headers(int stream, int flags, FieldBlock block) {
    return new RawFrame(HEADERS, flags | END_HEADERS, stream, block.bytes());
  }

  /** HEADERS that open and end a stream. */
  public static RawFrame request(int stream, FieldBlock block) {
    return headers(stream, END_STREAM, block);
  }

  public static RawFrame continuation(int stream, int flags, byte[] part) {
    return new RawFrame(CONTINUATION, flags, stream, part);
  }

  public static RawFrame reset(int stream, long code) {
    return new RawFrame(RST_STREAM, 0, stream, numbers((int) code));
  }

  /** SETTINGS with one setting. */
  public static RawFrame settings(int name, long value) {
    var bytes = ByteBuffer.allocate(6).putShort((short) name).putInt((int) value);
    return new RawFrame(SETTINGS, 0, 0, bytes.array());
  }

  public static RawFrame windowUpdate(int stream, long increment) {
    return new RawFrame(WINDOW_UPDATE, 0, stream, numbers((int) increment));
  }

  public static RawFrame ping(int flags, long value) {
    return new RawFrame(PING, flags, 0, ByteBuffer.allocate(8).putLong(value).array());
  }

  public static RawFrame goAway(int lastStream, int code) {
    return new RawFrame(GOAWAY, 0, 0, numbers(lastStream, code));
  }

  public static RawFrame priority(int stream, int dependency, int weight) {
    var bytes = ByteBuffer.allocate(5).putInt(dependency).put((byte) weight);
    return new RawFrame(PRIORITY, 0, stream, bytes.array());
  }

  private static byte[] numbers(int... numbers) {
    var bytes = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  /** The header of a frame that claims to have a payload of this length. */
  public static byte[] header(int length, int type, int flags, int stream) {
    return ByteBuffer.allocate(HEADER_LENGTH)
        .put((byte) (length >> 16))
        .putShort((short) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .array();
  }

  /** The same frame with other flags, whatever they mean for it. */
  public RawFrame withFlags(int flags) {
    return new RawFrame(type, flags, stream, payload);
  }

  /** The same frame on another stream. */
  public RawFrame onStream(int stream) {
    return new RawFrame(type, flags, stream, payload);
  }

  /** The same frame with another payload, whatever it means for it. */
  public RawFrame withPayload(byte[] payload) {
    return new RawFrame(type, flags, stream, payload);
  }

  /** The same frame with padding, for DATA and HEADERS. */
  public RawFrame padded(int padding) {
    var padded = ByteBuffer.allocate(1 + payload.length + padding);
    padded.put((byte) padding).put(payload);
    return new RawFrame(type, flags | PADDED, stream, padded.array());
  }

  public byte[] bytes() {
    var bytes = new ByteArrayOutputStream(HEADER_LENGTH + payload.length);
    bytes.writeBytes(header(payload.length, type, flags, stream));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** Reads a frame; fails with an {@code EOFException} at the end of the connection. */
  static RawFrame read(InputStream input) throws IOException {
    var data = new DataInputStream(input);
    int length = data.readUnsignedByte() << 16 | data.readUnsignedShort();
    int type = data.readUnsignedByte();
    int flags = data.readUnsignedByte();
    int stream = data.readInt();
    var payload = new byte[length];
    data.readFully(payload);
    return new RawFrame(type, flags, stream, payload);
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The number that the payload has at this offset: an error code, an increment. */
  public int number(int offset) {
    return ByteBuffer.wrap(payload).getInt(offset);
  }

  @Override
  public String toString() {
    var what =
        switch (type) {
          case DATA -> "DATA";
          case HEADERS -> "HEADERS";
          case PRIORITY -> "PRIORITY";
          case RST_STREAM -> "RST_STREAM " + number(0);
          case SETTINGS -> "SETTINGS";
          case PUSH_PROMISE -> "PUSH_PROMISE";
          case PING -> "PING";
          case GOAWAY ->
              "GOAWAY last="
                  + number(0)
                  + " code="
                  + number(4)
                  + " "
                  + new String(payload, 8, payload.length - 8, ISO_8859_1);
          case WINDOW_UPDATE -> "WINDOW_UPDATE " + number(0);
          case CONTINUATION -> "CONTINUATION";
          default -> "type " + type;
        };
    return what + " flags=" + flags + " stream=" + stream + " (" + payload.length + ")";
  }
}
