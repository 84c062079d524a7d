package httpd.disk;

import httpd.topic.Append;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.IdTaken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes appends that came together to the last segment of a log: contents in one go, extras, then
 * the index, which completes them. Used by the tasks of its log, one at a time.
 *
 * <pre>
 *            a write fails                      cut, and writers read again
 *   SOUND ────────────────────► BROKEN ────────────────────────────────────► SOUND
 *                                 └──── not possible yet: appends fail ──► BROKEN
 * </pre>
 */
final class SegmentWriter {

  private final LogState log;
  private final LogRoll roll;
  private final OpenFiles files;
  private final boolean bySystem;
  private boolean isBroken;

  // What is to be written next.
  private final List<PendingAppend> staged = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final ByteArrayOutputStream extras = new ByteArrayOutputStream();
  private long stagedBytes;

  SegmentWriter(LogState log, LogRoll roll, OpenFiles files, SyncPolicy sync) {
    this.log = log;
    this.roll = roll;
    this.files = files;
    this.bySystem = sync.isBySystem();
  }

  /**
   * Decides about appends in their order, and writes those that are not refused.
   *
   * @return whether a sync has to be planned
   * @throws IOException if what is not marked as written could not be written
   */
  boolean write(List<PendingAppend> appends) throws IOException {
    boolean wereSynced = log.unsynced.isEmpty();
    try {
      repair();
      for (var pending : appends) {
        if (!isRefused(pending)) {
          stage(pending);
        }
      }
      flush();
    } catch (IOException | RuntimeException e) {
      breakOff();
      throw e;
    }
    return wereSynced && !log.unsynced.isEmpty();
  }

  private boolean isRefused(PendingAppend pending) throws IOException {
    var append = pending.append;
    var end = log.positions.of(end());
    pending.outcome = log.writers.refusal(append, end);
    var id = append.id();
    if (pending.outcome == null && id != null && hasId(id)) {
      pending.outcome = new IdTaken(id);
    }
    return pending.outcome != null;
  }

  private boolean hasId(String id) throws IOException {
    long hash = OwnIds.hash(id);
    return slots.stream().anyMatch(slot -> slot.id() == hash)
        || log.ids.recent(id, log.segments) != null;
  }

  /** The number of the last record that is staged or written. */
  private long end() {
    return log.active().last() + slots.size();
  }

  private void stage(PendingAppend pending) throws IOException {
    long now = files.now();
    if (roll.isDue(slots.size(), stagedBytes, now)) {
      flush();
      roll.run(now);
    }
    var append = pending.append;
    if (Extra.isNeeded(append)) {
      extras.writeBytes(new Extra(end() + append.records().size(), append).toBytes());
    }
    addSlots(append, now);
    log.writers.apply(append);
    pending.outcome = new Appended(log.positions.of(end()));
    staged.add(pending);
  }

  private void addSlots(Append append, long time) {
    int left = append.records().size();
    int endFlags = Extra.isNeeded(append) ? Slot.EXTRA : 0;
    var id = append.id();
    for (var record : append.records()) {
      left--;
      stagedBytes += record.content().length;
      slots.add(
          new Slot(
              (left == 0 ? endFlags : Slot.MORE) | (id == null ? 0 : Slot.ID),
              time,
              log.active().bytes + stagedBytes,
              id == null ? 0 : OwnIds.hash(id),
              Slot.crcOf(record.content())));
    }
  }

  private void flush() throws IOException {
    if (staged.isEmpty()) {
      return;
    }
    var segment = log.active();
    OpenFile data = null;
    OpenFile extra = null;
    OpenFile index = null;
    try {
      data = files.acquire(segment.file(Segment.DATA));
      index = files.acquire(segment.file(Segment.INDEX));
      writeContents(data, segment.bytes);
      boolean isNewName = extras.size() > 0 && segment.extraBytes == 0;
      if (extras.size() > 0) {
        extra = files.create(segment.file(Segment.EXTRA));
        extra.write(ByteBuffer.wrap(extras.toByteArray()), segment.extraBytes);
      }
      writeIndex(index, segment);
      takeIn(segment);
      if (!bySystem) {
        log.unsynced.add(segment, isNewName, index, data, extra);
      }
    } finally {
      files.releaseAll(data, extra, index);
    }
  }

  private void writeContents(OpenFile data, long offset) throws IOException {
    try (var buffer = WriteBuffer.take()) {
      buffer.begin(data, offset);
      for (var pending : staged) {
        for (var record : pending.append.records()) {
          buffer.add(record.content());
        }
      }
      buffer.flush();
    }
  }

  private void writeIndex(OpenFile index, Segment segment) throws IOException {
    if (slots.isEmpty()) {
      return;
    }
    var bytes = ByteBuffer.allocate(slots.size() * Slot.SIZE);
    long number = segment.last() + 1;
    for (var slot : slots) {
      slot.write(number++, bytes);
    }
    index.write(bytes.flip(), segment.slotOffset(segment.last() + 1));
  }

  private void takeIn(Segment segment) {
    for (var slot : slots) {
      segment.added(slot);
      log.ids.added(slot, segment.last());
    }
    long extraBytes = segment.extraBytes; // One thread changes it.
    segment.extraBytes = extraBytes + extras.size();
    staged.forEach(pending -> pending.isWritten = true);
    clear();
  }

  private void clear() {
    staged.clear();
    slots.clear();
    extras.reset();
    stagedBytes = 0;
  }

  /** Gives up what is not written: its space is needed, and no later append may come after it. */
  private void breakOff() {
    clear();
    isBroken = true;
    try {
      repair();
    } catch (IOException e) {
      // Tried again before the next append, which fails with this error.
    }
  }

  private void repair() throws IOException {
    if (isBroken) {
      var segment = log.active();
      cut(segment.file(Segment.DATA), segment.bytes);
      cut(segment.file(Segment.INDEX), segment.slotOffset(segment.last() + 1));
      var extra = segment.file(Segment.EXTRA);
      if (Files.exists(extra)) {
        cut(extra, segment.extraBytes);
      }
      var writers = SegmentFiles.readState(segment);
      SegmentFiles.extras(extra).forEach(entry -> writers.apply(entry.append()));
      log.writers = writers;
      log.ids.forget();
      isBroken = false;
    }
  }

  private void cut(Path path, long size) throws IOException {
    var file = files.acquire(path);
    try {
      file.cutTo(size);
    } finally {
      files.release(file);
    }
  }
}
