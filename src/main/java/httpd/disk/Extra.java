package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.topic.Append;
import httpd.topic.Append.Producer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an append says beside its contents: its producer, its sequence, that it closes the log. It
 * is written before the slots of the append, so that these complete it; one without records is
 * complete by itself.
 *
 * @param last the number of the last record of the append, or of the log, if it has none
 * @param append without its records
 */
record Extra(long last, Append append) {

  private static final int PREFIX = 8;
  private static final int LONGEST = 16 * 1024 * 1024;
  private static final int PRODUCER = 1;
  private static final int SEQUENCE = 2;
  private static final int CLOSES = 4;

  /** Whether an append needs one. */
  static boolean isNeeded(Append append) {
    return append.records().isEmpty()
        || append.producer() != null
        || append.sequence() != null
        || append.closes();
  }

  /** The length and the CRC of what follows, then that. */
  byte[] toBytes() {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = new DataOutputStream(bytes);
      out.writeLong(0); // In place of length and CRC.
      out.writeLong(last);
      var producer = append.producer();
      var sequence = append.sequence();
      out.writeByte(
          (producer == null ? 0 : PRODUCER)
              | (sequence == null ? 0 : SEQUENCE)
              | (append.closes() ? CLOSES : 0));
      if (producer != null) {
        write(out, producer.id());
        out.writeLong(producer.epoch());
        out.writeLong(producer.number());
      }
      if (sequence != null) {
        write(out, sequence);
      }
      byte[] entry = bytes.toByteArray();
      int length = entry.length - PREFIX;
      ByteBuffer.wrap(entry).putInt(length).putInt(Slot.crcOf(entry, PREFIX, length));
      return entry;
    } catch (IOException e) {
      throw new AssertionError("an array takes all bytes", e);
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Takes one from a buffer; null if it is not complete, or damaged. */
  static @Nullable Extra read(ByteBuffer source) {
    if (source.remaining() < PREFIX) {
      return null;
    }
    int length = source.getInt();
    int crc = source.getInt();
    if (length < Long.BYTES + 1 || length > LONGEST || length > source.remaining()) {
      return null;
    }
    byte[] entry = new byte[length];
    source.get(entry);
    return Slot.crcOf(entry) == crc ? parse(entry) : null;
  }

  private static @Nullable Extra parse(byte[] entry) {
    try (var in = new DataInputStream(new ByteArrayInputStream(entry))) {
      long last = in.readLong();
      int flags = in.readByte();
      Producer producer = null;
      if ((flags & PRODUCER) != 0) {
        producer = new Producer(text(in), in.readLong(), in.readLong());
      }
      String sequence = (flags & SEQUENCE) == 0 ? null : text(in);
      boolean closes = (flags & CLOSES) != 0;
      return new Extra(last, new Append(List.of(), producer, sequence, null, closes));
    } catch (IOException e) { // Its lengths are wrong although its CRC is right.
      return null;
    }
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), UTF_8);
  }
}
