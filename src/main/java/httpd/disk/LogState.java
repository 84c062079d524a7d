package httpd.disk;

import httpd.topic.Positions;
import httpd.topic.Tiers;
import httpd.topic.Topic.Bounds;
import httpd.topic.WriterState;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in memory of a log that is in use. The tasks of the log change it, one at a time; all
 * threads read what is volatile.
 */
final class LogState {

  final Positions positions;
  final UnsyncedFiles unsynced;
  final OwnIds ids;

  /** Changed by the tasks of the log only. */
  WriterState writers;

  volatile LogHead head;

  /** At least one, oldest first; the last one grows. */
  volatile List<Segment> segments;

  /** Why nothing more can be appended until the process starts again. */
  volatile @Nullable IOException failure;

  volatile boolean isClosed;

  /** When it was used last, in the time of {@link System#nanoTime}. */
  volatile long used = System.nanoTime();

  /** The number before the next record, if numbers are left out there: the ring begins again. */
  private @Nullable Long gap;

  private @Nullable Tiers tiers;

  LogState(
      LogHead head,
      List<Segment> segments,
      WriterState writers,
      UnsyncedFiles unsynced,
      OwnIds ids) {
    this.positions = new Positions(head.epoch());
    this.head = head;
    this.segments = segments;
    this.writers = writers;
    this.unsynced = unsynced;
    this.ids = ids;
    this.isClosed = writers.isClosed();
    long before = active().last();
    this.gap = before == lastRecord() ? null : before;
  }

  /** Gives it the ring, before any other thread sees it. */
  void showBy(Tiers shown) {
    tiers = shown;
  }

  Tiers tiers() {
    if (tiers == null) {
      throw new IllegalStateException("the log has no ring yet");
    }
    return tiers;
  }

  /** Returns the number before the first record that is shown, once, if numbers are left out. */
  @Nullable Long takeGap() {
    var taken = gap;
    gap = null;
    return taken;
  }

  /** The number of the newest record that is written, or of the one before the first. */
  long lastRecord() {
    for (var segment : segments.reversed()) {
      if (segment.count > 0) {
        return segment.last();
      }
    }
    return lastDropped();
  }

  Segment active() {
    return segments.getLast();
  }

  /** The number of the newest record that readers may have. */
  long newest() {
    return positions.number(tiers().ring().bounds().newest());
  }

  /** The number of the newest record that was dropped, or of the one before the first. */
  long lastDropped() {
    return segments.getFirst().first - 1;
  }

  Bounds bounds() {
    return new Bounds(positions.of(lastDropped()), positions.of(newest()));
  }

  /** Whether a record has this number, or it is that before the first of a segment. */
  boolean isPlace(long number) {
    if (number < lastDropped() || number > newest()) {
      return false;
    }
    for (var segment : segments.reversed()) {
      if (number >= segment.first - 1) {
        return number <= segment.last();
      }
    }
    return false;
  }

  /** The number before the last records. */
  long beforeLast(int records) {
    long left = records;
    long newest = newest();
    for (var segment : segments.reversed()) {
      long shown = Math.min(segment.last(), newest) - segment.first + 1;
      if (shown >= left) {
        return segment.first - 1 + shown - left;
      }
      left -= Math.max(0, shown);
    }
    return lastDropped();
  }

  long records() {
    return segments.stream().mapToLong(segment -> segment.count).sum();
  }

  long bytes() {
    return segments.stream().mapToLong(segment -> segment.bytes).sum();
  }
}
