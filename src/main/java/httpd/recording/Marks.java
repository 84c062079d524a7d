package httpd.recording;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Places of a run between its records, not too far apart: a reader that comes back with a number of
 * bytes begins at the mark before them, and leaves out the rest. Guarded by the lock of the run.
 */
final class Marks {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_RECORDS = 512;

  /** What comes before the number in the positions of the log. */
  private final String epoch;

  private final long kept;
  private final Deque<Place> marks = new ArrayDeque<>(1);
  private Place newest;

  /**
   * Begins with one mark.
   *
   * @param position of the log at that mark
   * @param kept the cost of what the log keeps; older marks are dropped
   */
  Marks(String position, Place beginning, long kept) {
    this.epoch = position.substring(0, position.lastIndexOf('-') + 1);
    this.kept = kept;
    this.newest = beginning;
    marks.add(beginning);
  }

  void add(Place place) {
    newest = place;
    var last = marks.getLast();
    if (place.bytes() - last.bytes() >= MOST_BYTES
        || place.records() - last.records() >= MOST_RECORDS) {
      marks.add(place);
      while (place.cost() - marks.getFirst().cost() > 2 * kept) {
        marks.removeFirst();
      }
    }
  }

  Place newest() {
    return newest;
  }

  /** Returns the last mark at or before a byte, or null if that was dropped. */
  @Nullable Place at(long bytes) {
    for (var place : backwards()) {
      if (place.bytes() <= bytes) {
        return place;
      }
    }
    return null;
  }

  /** Returns the last mark at or before a record, or the oldest. */
  Place atRecord(long number) {
    for (var place : backwards()) {
      if (place.records() <= number) {
        return place;
      }
    }
    return marks.getFirst();
  }

  /** Returns the first mark at or after a record, or the end. */
  Place after(long number) {
    for (var place : marks) {
      if (place.records() >= number) {
        return place;
      }
    }
    return newest;
  }

  private Iterable<Place> backwards() {
    Iterator<Place> places = marks.descendingIterator();
    return () -> places;
  }

  /** Returns the position of the log at a mark. */
  String position(Place mark) {
    return epoch + mark.records();
  }

  /** Returns the number of records before a position of the log. */
  long records(String position) {
    return Long.parseLong(position.substring(position.lastIndexOf('-') + 1));
  }
}
