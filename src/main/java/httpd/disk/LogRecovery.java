package httpd.disk;

import httpd.line.log.ServerLog;
import httpd.topic.WriterState;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure of the last segment of a log when it is used first: what is beyond its {@link
 * SyncMark} is checked, and cut where an append is not complete. What comes before is trusted, and
 * checked when it is read.
 */
final class LogRecovery {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final int SLOTS = 2048;
  private static final int CHECK_BYTES = 256 * 1024;

  private final OpenFiles files;
  private final Segment segment;
  private final OpenFile index;
  private final OpenFile data;
  private final List<Extra> extras;
  private final Set<Long> extraNumbers = new HashSet<>();
  private SyncMark mark;

  /** How many records are in appends that are complete. */
  private long complete;

  private int completeExtras;

  /** Contents from {@code windowStart} on. */
  private final ByteBuffer window = ByteBuffer.allocate(CHECK_BYTES).limit(0);

  private long windowStart;

  private LogRecovery(OpenFiles files, Segment segment, OpenFile index, OpenFile data)
      throws IOException {
    this.files = files;
    this.segment = segment;
    this.index = index;
    this.data = data;
    this.extras = SegmentFiles.extras(segment.file(Segment.EXTRA));
    extras.forEach(extra -> extraNumbers.add(extra.last()));
    var written = SyncMark.read(index);
    if (written == null) {
      SyncMark.writeHeader(index);
    }
    mark = written == null ? new SyncMark(0, 0) : written;
  }

  /**
   * Recovers the last segment, and takes in what it has.
   *
   * @return what is remembered of the writers of the log
   */
  static WriterState recover(Segment last, OpenFiles files, boolean synced) throws IOException {
    var index = files.acquire(last.file(Segment.INDEX));
    try {
      var data = files.acquire(last.file(Segment.DATA));
      try {
        return new LogRecovery(files, last, index, data).run(synced);
      } finally {
        files.release(data);
      }
    } finally {
      files.release(index);
    }
  }

  private WriterState run(boolean synced) throws IOException {
    var writers = SegmentFiles.readState(segment);
    long slots = Math.max(0, index.size() - Segment.HEADER) / Slot.SIZE;
    trustMarked(slots);
    takeComplete(slots);
    cut(slots);
    for (var extra : extras.subList(0, completeExtras)) {
      writers.apply(extra.append());
    }
    if (synced && segment.count + segment.extraBytes > mark.records() + mark.extraBytes()) {
      writeThrough();
    }
    return writers;
  }

  /** Begins after what is safe, unless some of that is missing: then all is checked. */
  private void trustMarked(long slots) throws IOException {
    long safe = mark.records();
    if (safe == 0) {
      return;
    }
    if (safe <= slots) {
      long last = segment.first + safe - 1;
      var end = new SegmentReader(files).slots(segment, last, 1).getFirst();
      var begin = new SegmentReader(files).slot(segment, segment.first);
      if (end.end() <= data.size()) {
        segment.count = safe;
        segment.bytes = end.end();
        segment.firstTime = begin.time();
        segment.lastTime = end.time();
        complete = safe;
        return;
      }
    }
    LOG.log(
        Level.ERROR,
        index.path
            + ": records that had been written through are missing from this file or its contents;"
            + " the disk has lost them, or another program has shortened the files");
    mark = new SyncMark(0, 0);
  }

  /** Takes the records in that are undamaged, append by append. */
  private void takeComplete(long slots) throws IOException {
    long size = data.size();
    var uncompleted = new ArrayList<Slot>();
    long number = segment.first + complete;
    long end = segment.bytes;
    while (number < segment.first + slots) {
      int count = (int) Math.min(SLOTS, segment.first + slots - number);
      var bytes = index.read(ByteBuffer.allocate(count * Slot.SIZE), segment.slotOffset(number));
      for (int i = 0; i < count; i++, number++) {
        var slot = Slot.read(number, bytes);
        if (slot == null || slot.end() < end || slot.end() > size || !isWhole(slot, end)) {
          return;
        }
        end = slot.end();
        uncompleted.add(slot);
        if (!slot.has(Slot.MORE)) {
          if (slot.has(Slot.EXTRA) && !extraNumbers.contains(number)) {
            return;
          }
          uncompleted.forEach(segment::added);
          complete += uncompleted.size();
          uncompleted.clear();
        }
      }
    }
  }

  private boolean isWhole(Slot slot, long start) throws IOException {
    var crc = new CRC32C();
    for (long at = start; at < slot.end(); ) {
      if (at >= windowStart + window.limit()) {
        windowStart = at;
        data.read(window.clear(), at);
        if (!window.hasRemaining()) {
          return false;
        }
      }
      int from = (int) (at - windowStart);
      int to = (int) Math.min(window.limit(), slot.end() - windowStart);
      crc.update(window.array(), from, to - from);
      at = windowStart + to;
    }
    return (int) crc.getValue() == slot.crc();
  }

  /** Cuts all files to what is complete, and says so. */
  private void cut(long slots) throws IOException {
    long extraBytes = 0;
    while (completeExtras < extras.size() && extras.get(completeExtras).last() <= segment.last()) {
      extraBytes += extras.get(completeExtras).toBytes().length;
      completeExtras++;
    }
    segment.extraBytes = extraBytes;
    if (mark.extraBytes() > extraBytes) {
      throw new DamagedLogException(
          segment.file(Segment.EXTRA), "the entry at " + extraBytes + ", or before it");
    }
    long lost = data.size() - segment.bytes;
    long lostSlots = index.size() - Segment.HEADER - segment.count * Slot.SIZE;
    if (lost > 0 || lostSlots > 0) {
      LOG.log(
          Level.WARNING,
          data.path
              + ": its end was not complete: cut "
              + lost
              + " bytes and "
              + Math.max(0, slots - segment.count)
              + " records after record "
              + segment.last());
      data.cutTo(segment.bytes);
      index.cutTo(segment.slotOffset(segment.last() + 1));
    }
    var extra = acquireExtra();
    if (extra != null) {
      try {
        extra.cutTo(extraBytes);
      } finally {
        files.release(extra);
      }
    }
  }

  private @Nullable OpenFile acquireExtra() throws IOException {
    var path = segment.file(Segment.EXTRA);
    return Files.exists(path) ? files.acquire(path) : null;
  }

  private void writeThrough() throws IOException {
    data.force();
    index.force();
    var extra = acquireExtra();
    if (extra != null) {
      try {
        extra.force();
      } finally {
        files.release(extra);
      }
    }
    new SyncMark(segment.count, segment.extraBytes).write(index);
  }
}
