package httpd.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the index says of one record, in 32 bytes.
 *
 * <pre>
 *   0      1        8                    16             24           28
 *   flags  time ms  end in the contents  hash of an id  CRC content  CRC of number and slot
 * </pre>
 *
 * @param flags {@link #MORE}, {@link #EXTRA}, {@link #ID}
 * @param time when it was appended, in milliseconds of the epoch; the clock may have jumped
 * @param end the offset after its last byte in the file of contents
 * @param id the hash of the id that it has of its own, or 0
 * @param crc CRC32C of its content
 */
record Slot(int flags, long time, long end, long id, int crc) {

  static final int SIZE = 32;

  /** The append that this record is of has more records after it. */
  static final int MORE = 1;

  /** The append ends here, and the file of extras says more of it. */
  static final int EXTRA = 2;

  /** It has an id of its own. */
  static final int ID = 4;

  private static final int CHECKED = 28;
  private static final int TIME_BITS = 56;
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Adds it to a buffer, as the slot of record {@code number}. */
  void write(long number, ByteBuffer target) {
    int start = target.position();
    target.putLong(((long) flags << TIME_BITS) | (time & TIME_MASK)).putLong(end).putLong(id);
    target.putInt(crc);
    target.putInt(crcOf(number, target.duplicate().flip().position(start)));
  }

  /** Takes one from a buffer; null if it was damaged, or is that of another record. */
  static @Nullable Slot read(long number, ByteBuffer source) {
    int start = source.position();
    long first = source.getLong();
    long end = source.getLong();
    long id = source.getLong();
    int crc = source.getInt();
    int own = source.getInt();
    var checked = source.duplicate().limit(start + CHECKED).position(start);
    return own == crcOf(number, checked)
        ? new Slot((int) (first >>> TIME_BITS), first & TIME_MASK, end, id, crc)
        : null;
  }

  private static int crcOf(long number, ByteBuffer bytes) {
    var crc = new CRC32C();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      crc.update((int) (number >>> shift));
    }
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static int crcOf(byte[] content) {
    return crcOf(content, 0, content.length);
  }

  static int crcOf(byte[] content, int from, int length) {
    var crc = new CRC32C();
    crc.update(content, from, length);
    return (int) crc.getValue();
  }
}
