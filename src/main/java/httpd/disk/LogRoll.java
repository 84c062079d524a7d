package httpd.disk;

import httpd.line.log.ServerLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Begins a new segment when the last one is long or old enough, and drops the oldest ones when the
 * rest is as much as is to be kept. Used by the tasks of its log, one at a time.
 */
final class LogRoll {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private final LogState log;
  private final Path directory;
  private final OpenFiles files;
  private final DiskSettings settings;
  private final Executor background;

  LogRoll(
      LogState log, Path directory, OpenFiles files, DiskSettings settings, Executor background) {
    this.log = log;
    this.directory = directory;
    this.files = files;
    this.settings = settings;
    this.background = background;
  }

  /** Whether the next append begins a new segment, after some that are staged. */
  boolean isDue(int stagedRecords, long stagedBytes, long now) {
    var active = log.active();
    long records = active.count + stagedRecords;
    long age = active.count == 0 ? 0 : Math.abs(now - active.firstTime); // The clock may jump.
    return records > 0 && settings.isFull(records, active.bytes + stagedBytes, age);
  }

  /** Seals the last segment and begins another one. */
  void run(long now) throws IOException {
    var active = log.active();
    boolean synced = !settings.sync().isBySystem();
    if (synced) {
      log.unsynced.sync();
    }
    var next = new Segment(directory, active.last() + 1);
    SegmentFiles.create(next, log.writers, files, synced);
    var segments = new ArrayList<>(log.segments);
    segments.add(next);
    log.segments = List.copyOf(segments);
    drop(now);
  }

  /** Drops the oldest segments that are beyond what is to be kept. */
  void drop(long now) throws IOException {
    var kept = new ArrayList<>(log.segments);
    long records = log.records();
    long bytes = log.bytes();
    var dropped = new ArrayList<Segment>();
    while (kept.size() > 1 && isBeyond(kept, records, bytes, now)) {
      var oldest = kept.removeFirst();
      records -= oldest.count;
      bytes -= oldest.bytes;
      dropped.add(oldest);
    }
    if (dropped.isEmpty()) {
      return;
    }
    log.segments = List.copyOf(kept);
    for (var segment : dropped) {
      SegmentFiles.markDropped(segment, files);
    }
    background.execute(() -> delete(dropped));
  }

  private boolean isBeyond(List<Segment> segments, long records, long bytes, long now) {
    var oldest = segments.getFirst();
    var kept = settings.retention();
    var age = kept.age();
    boolean hasNewest = records == oldest.count; // It stays, whatever its age.
    return !hasNewest
        && (records - oldest.count >= kept.records()
            || bytes - oldest.bytes >= kept.bytes()
            || (age != null && newestTime(segments, now) < now - age.toMillis()));
  }

  /**
   * When the newest record of the oldest segment was appended. If that is in the future, the clock
   * was wrong then, and it was not after the records of the next segment.
   */
  static long newestTime(List<Segment> segments, long now) {
    for (var segment : segments) {
      if (segment.count > 0 && segment.lastTime <= now) {
        return segment.lastTime;
      }
    }
    return now;
  }

  private static void delete(List<Segment> dropped) {
    try {
      for (var segment : dropped) {
        SegmentFiles.deleteDropped(segment);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an old segment is deleted at the next start", e);
    }
  }
}
