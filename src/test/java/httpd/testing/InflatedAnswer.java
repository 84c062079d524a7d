package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A compressed answer with chunks, decoded as its bytes come: what is read is all that a client can
 * have decoded by then.
 */
public final class InflatedAnswer {

  private final RawClient client;
  private final String head;
  private final boolean isGzip;
  private final Inflater inflater = new Inflater(true);
  private final Checksum check;
  private final byte[] received = new byte[64 * 1024];
  private int at;
  private int end;
  private byte[] unread = {};
  private long length;
  private final ByteArrayOutputStream trailer = new ByteArrayOutputStream();
  private int headerLeft;
  private long bodyBytes;

  private InflatedAnswer(RawClient client, String head) {
    this.client = client;
    this.head = head;
    this.isGzip = head.toLowerCase(Locale.ROOT).contains("content-encoding: gzip\n");
    this.headerLeft = isGzip ? 10 : 2;
    this.check = isGzip ? new CRC32() : new Adler32();
  }

  /** Sends a GET for a coding, and reads the head. */
  public static InflatedAnswer get(RawClient client, String path, String coding)
      throws IOException {
    return get(client, path, coding, "");
  }

  /** The same with more fields, each with its line end. */
  public static InflatedAnswer get(RawClient client, String path, String coding, String fields)
      throws IOException {
    client.send(
        "GET " + path + " HTTP/1.1\nHost: test\nAccept-Encoding: " + coding + "\n" + fields + "\n");
    return new InflatedAnswer(client, client.readHead());
  }

  /** Reads the head of an answer to what was sent already. */
  public static InflatedAnswer of(RawClient client) throws IOException {
    return new InflatedAnswer(client, client.readHead());
  }

  public String head() {
    return head;
  }

  /** How many bytes of the body have come, without chunk sizes. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** Returns the next text of this length in bytes, as soon as it can be decoded. */
  public String read(int length) throws IOException {
    while (unread.length < length) {
      readMore();
    }
    return take(length);
  }

  /** Returns the text up to where this stands in it. */
  public String readUntil(String end) throws IOException {
    while (!unread().contains(end)) {
      readMore();
    }
    var text = unread();
    return take(text.substring(0, text.indexOf(end) + end.length()).getBytes(UTF_8).length);
  }

  private void readMore() throws IOException {
    if (!readChunk()) {
      throw new AssertionError("the body ended after " + unread());
    }
  }

  private String take(int length) {
    var text = new String(unread, 0, length, UTF_8);
    unread = Arrays.copyOfRange(unread, length, unread.length);
    return text;
  }

  private String unread() {
    return new String(unread, UTF_8);
  }

  /** Reads to the end; returns the rest of the text if both the chunks and the coding end well. */
  public String readToEnd() throws IOException {
    while (readChunk()) {
      // The last one is empty.
    }
    checkTrailer();
    return unread();
  }

  /** Whether the connection ends without a last chunk, and the coding without a trailer. */
  public boolean isCut() throws IOException {
    try {
      while (readChunk()) {
        // What came before the cut does not matter here.
      }
      return false;
    } catch (CutException cut) {
      return !inflater.finished() && trailer.size() == 0;
    }
  }

  private static final class CutException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private boolean readChunk() throws IOException {
    int size = Integer.parseInt(readLine(), 16);
    var bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) readByte();
    }
    if (!readLine().isEmpty()) {
      throw new AssertionError("a chunk is longer than it says");
    }
    bodyBytes += size;
    inflate(bytes);
    return size > 0;
  }

  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = readByte(); next != '\n'; next = readByte()) {
      line.write(next);
    }
    return line.toString(ISO_8859_1).strip();
  }

  private int readByte() throws IOException {
    if (at == end) {
      at = 0;
      end = client.readSome(received);
    }
    if (end < 0) {
      throw new CutException();
    }
    return received[at++] & 0xff;
  }

  private void inflate(byte[] bytes) {
    int skipped = Math.min(headerLeft, bytes.length);
    headerLeft -= skipped;
    if (!inflater.finished()) {
      inflater.setInput(bytes, skipped, bytes.length - skipped);
      try {
        var some = new byte[128 * 1024];
        for (int count = inflater.inflate(some); count > 0; count = inflater.inflate(some)) {
          check.update(some, 0, count);
          length += count;
          int before = unread.length;
          unread = Arrays.copyOf(unread, before + count);
          System.arraycopy(some, 0, unread, before, count);
        }
      } catch (DataFormatException e) {
        throw new AssertionError(e);
      }
      skipped = bytes.length - inflater.getRemaining();
    }
    if (inflater.finished()) {
      trailer.write(bytes, skipped, bytes.length - skipped);
    }
  }

  private void checkTrailer() {
    var expected =
        isGzip
            ? ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) check.getValue())
                .putInt((int) length)
            : ByteBuffer.allocate(4).putInt((int) check.getValue());
    if (!inflater.finished() || !Arrays.equals(expected.array(), trailer.toByteArray())) {
      throw new AssertionError("the coding has no end, or its check value is wrong");
    }
  }
}
