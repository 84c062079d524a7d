package httpd.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header of an index, with a note of what is safe: it was written through before the note was
 * written. So what is beyond it may be torn after a power failure, and what is before it was
 * damaged if it is not as it was.
 *
 * @param records how many records of the segment are safe
 * @param extraBytes how long the safe part of the extras is
 */
record SyncMark(long records, long extraBytes) {

  private static final long KIND = 0x68747470_64696478L; // "httpdidx"
  private static final int VERSION = 1;
  private static final int PLACE = 16;
  private static final int CHECKED = 16;
  private static final SyncMark NONE = new SyncMark(0, 0);

  /** Begins a new index. */
  static void writeHeader(OpenFile index) throws IOException {
    var header = ByteBuffer.allocate(Segment.HEADER).putLong(KIND).putInt(VERSION);
    index.write(header.clear(), 0);
    NONE.write(index);
  }

  void write(OpenFile index) throws IOException {
    var mark = ByteBuffer.allocate(CHECKED + Integer.BYTES).putLong(records).putLong(extraBytes);
    index.write(mark.putInt(Slot.crcOf(mark.array(), 0, CHECKED)).flip(), PLACE);
  }

  /** Returns the mark, or null if the header was not written as a whole. */
  static @Nullable SyncMark read(OpenFile index) throws IOException {
    var header = index.read(ByteBuffer.allocate(Segment.HEADER), 0);
    if (header.remaining() < Segment.HEADER || header.getLong() != KIND) {
      return null;
    }
    int version = header.getInt();
    if (version != VERSION) {
      throw new DamagedLogException(index.path, "it has the unknown version " + version);
    }
    var mark = new SyncMark(header.getLong(PLACE), header.getLong(PLACE + Long.BYTES));
    int crc = header.getInt(PLACE + CHECKED);
    return crc == Slot.crcOf(header.array(), PLACE, CHECKED) ? mark : NONE;
  }
}
