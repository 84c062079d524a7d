package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ids that events of a log have of their own, as hashes in its index: the newest are in memory
 * once they were needed, the others are looked for. Used by the tasks of its log, one at a time.
 */
final class OwnIds {

  /** How many are in memory. */
  static final int MOST = 10_000;

  /** How many records are looked through, from the newest on. */
  static final long MOST_RECORDS = 1_000_000;

  private static final int SLOTS = 2048;

  private final SegmentReader reader;

  /** The numbers of records by the hash of their id, oldest first; null before it is needed. */
  private @Nullable Map<Long, Long> newest;

  OwnIds(SegmentReader reader) {
    this.reader = reader;
  }

  /** The hash of an id; never 0. */
  static long hash(String id) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8));
      return ByteBuffer.wrap(digest).getLong() | 1;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The record with this id among the newest, or null. */
  @Nullable Long recent(String id, List<Segment> segments) throws IOException {
    return known(segments).get(hash(id));
  }

  /** The newest record with this id, or null. */
  @Nullable Long find(String id, List<Segment> segments) throws IOException {
    var recent = recent(id, segments);
    if (recent != null || known(segments).size() < MOST) {
      return recent;
    }
    long hash = hash(id);
    var found = new long[] {-1};
    lookBack(
        segments,
        (slot, number) -> {
          found[0] = slot.id() == hash ? number : -1;
          return slot.id() == hash;
        });
    return found[0] < 0 ? null : found[0];
  }

  /** Takes in a record that was written. */
  void added(Slot slot, long number) {
    if (newest != null && slot.has(Slot.ID)) {
      newest.put(slot.id(), number);
      if (newest.size() > MOST) {
        newest.remove(newest.keySet().iterator().next());
      }
    }
  }

  /** Forgets what may not have been written. */
  void forget() {
    newest = null;
  }

  private Map<Long, Long> known(List<Segment> segments) throws IOException {
    var known = newest;
    if (known == null) {
      var found = new LinkedHashMap<Long, Long>();
      lookBack(
          segments,
          (slot, number) -> {
            found.putIfAbsent(slot.id(), number);
            return found.size() == MOST;
          });
      known = new LinkedHashMap<>();
      found.reversed().forEach(known::put);
      newest = known;
    }
    return known;
  }

  @FunctionalInterface
  private interface Visitor {
    /** Returns whether it was the last one to look at. */
    boolean visit(Slot slot, long number);
  }

  /** Visits the slots with ids, newest first. */
  private void lookBack(List<Segment> segments, Visitor visitor) throws IOException {
    long left = MOST_RECORDS;
    for (var segment : segments.reversed()) {
      for (long to = segment.last(); to >= segment.first && left > 0; ) {
        int count = (int) Math.min(SLOTS, to - segment.first + 1);
        var slots = reader.slots(segment, to - count + 1, count);
        for (int i = count - 1; i >= 0; i--) {
          if (slots.get(i).has(Slot.ID) && visitor.visit(slots.get(i), to - count + 1 + i)) {
            return;
          }
        }
        to -= count;
        left -= count;
      }
    }
  }
}
