package httpd.disk;

import httpd.line.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads slots and contents of segments, and checks them; on threads of the store. */
final class SegmentReader {

  private static final int SLOTS = 512;
  private static final int CHECK_BYTES = 1024 * 1024;

  private final OpenFiles files;

  SegmentReader(OpenFiles files) {
    this.files = files;
  }

  Slot slot(Segment segment, long number) throws IOException {
    return slots(segment, number, 1).getFirst();
  }

  /** Slots that follow each other, as many as are asked for; each must be undamaged. */
  List<Slot> slots(Segment segment, long from, int count) throws IOException {
    var index = files.acquire(segment.file(Segment.INDEX));
    try {
      var bytes = index.read(ByteBuffer.allocate(count * Slot.SIZE), segment.slotOffset(from));
      var slots = new ArrayList<Slot>(count);
      for (long number = from; number < from + count; number++) {
        var slot = bytes.remaining() < Slot.SIZE ? null : Slot.read(number, bytes);
        if (slot == null) {
          throw new DamagedLogException(index.path, "the entry of record " + number);
        }
        slots.add(slot);
      }
      return slots;
    } finally {
      files.release(index);
    }
  }

  /** Where the contents of a record begin. */
  long start(Segment segment, long number) throws IOException {
    return number == segment.first ? 0 : slot(segment, number - 1).end();
  }

  /** Returns the slots of at most so many bytes of contents, at least one, up to {@code to}. */
  List<Slot> slots(Segment segment, long from, long to, long start, long mostBytes)
      throws IOException {
    var slots = new ArrayList<Slot>();
    while (from + slots.size() <= to) {
      long next = from + slots.size();
      for (var slot : slots(segment, next, (int) Math.min(SLOTS, to - next + 1))) {
        if (slot.end() - start > mostBytes && !slots.isEmpty()) {
          return slots;
        }
        slots.add(slot);
      }
    }
    return slots;
  }

  /** Returns records with line feeds: at most so many bytes, but at least one record. */
  List<Line> records(Segment segment, long from, long to, int mostBytes) throws IOException {
    long start = start(segment, from);
    var slots = slots(segment, from, to, start, mostBytes);
    byte[] contents = contents(segment, start, slots.getLast().end());
    var lines = new ArrayList<Line>(slots.size());
    int at = 0;
    for (var slot : slots) {
      int end = (int) (slot.end() - start);
      if (end < at || Slot.crcOf(contents, at, end - at) != slot.crc()) {
        throw damaged(segment, from + lines.size());
      }
      lines.add(new Line(Arrays.copyOfRange(contents, at, end), Line.Ending.LF));
      at = end;
    }
    return lines;
  }

  private byte[] contents(Segment segment, long start, long end) throws IOException {
    var data = files.acquire(segment.file(Segment.DATA));
    try {
      var bytes = data.read(ByteBuffer.allocate(Math.toIntExact(end - start)), start);
      if (bytes.remaining() < end - start) {
        throw new DamagedLogException(data.path, "it ends before " + end);
      }
      return bytes.array();
    } finally {
      files.release(data);
    }
  }

  /** Makes sure that the records up to one are undamaged, once. */
  void verify(Segment segment, long to) throws IOException {
    while (segment.verified < to - segment.first + 1) {
      long from = segment.first + segment.verified;
      int count = records(segment, from, to, CHECK_BYTES).size();
      segment.verified = from + count - segment.first;
    }
  }

  private static DamagedLogException damaged(Segment segment, long number) {
    return new DamagedLogException(
        segment.file(Segment.DATA), "the content of record " + number + " has another checksum");
  }
}
