package httpd.topic;

import httpd.line.Line;
import httpd.line.PositionedSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest line of each key, in memory: a line replaces the one before with its key.
 *
 * <pre>
 *   appended      1 a    2 b    3 a    4 c    5 a
 *   kept                 2 b           4 c    5 a     a reader that has had 1 gets 2, 4 and 5
 * </pre>
 *
 * <p>So a slow reader gets the latest line of each key, and never more than one line of each: it
 * costs no memory, and falls behind only where keys are dropped, the oldest first, because there
 * are too many.
 *
 * <p>Readers look for the next line without the lock. A line is in the map before the one that it
 * replaces is out of it, so a reader always finds one of them.
 */
public final class ConflatedLog extends MemoryTopic {

  /** One line; numbers count from 1 without a gap. */
  record Entry(Line line, long number, @Nullable String key) {}

  private final ConcurrentNavigableMap<Long, Entry> kept = new ConcurrentSkipListMap<>();
  private final LongAdder replaced = new LongAdder();

  /** Written under the lock, before the line is out of the map. */
  private volatile long lastDropped;

  // Guarded by the lock.
  private final Map<String, Entry> newestOfKey = new HashMap<>();
  private long newest;
  private int lines;
  private long bytes;

  /** An empty log; a line longer than {@code mostBytes} is kept alone. */
  public ConflatedLog(int mostLines, long mostBytes) {
    super(mostLines, mostBytes, new Positions(), () -> {});
  }

  /** Adds a line, whose key may be null, and wakes the readers; returns its position. */
  public String append(Line line, @Nullable String key) {
    return positions.of(change(() -> add(line, key)).number);
  }

  private Entry add(Line line, @Nullable String key) {
    var entry = new Entry(line, ++newest, key);
    kept.put(entry.number, entry);
    count(entry, 1);
    var before = key == null ? null : newestOfKey.put(key, entry);
    if (before != null) {
      remove(before);
    }
    dropTooMuch();
    return entry;
  }

  @Override
  public long replaced() {
    return replaced.sum();
  }

  @Override
  public PositionedSource last(int lines) {
    return new ConflatedCursor(this, Math.max(0, lines), ConflatedCursor.NOWHERE);
  }

  @Override
  PositionedSource cursorAfter(long number) {
    return new ConflatedCursor(this, 0, number);
  }

  /** The number of the newest line that was dropped and not replaced; without the lock as well. */
  @Override
  long lastDropped() {
    return lastDropped;
  }

  @Override
  long newest() {
    return newest;
  }

  @Override
  long newest(Predicate<Line> property) {
    return kept.descendingMap().values().stream()
        .filter(entry -> property.test(entry.line))
        .mapToLong(Entry::number)
        .findFirst()
        .orElse(-1);
  }

  @Nullable Entry next(long number) {
    var next = kept.higherEntry(number);
    return next == null ? null : next.getValue();
  }

  void countReplaced(long lines) {
    replaced.add(lines);
  }

  long linesAfter(long place) {
    return underLock(() -> Math.max(0, newest - place));
  }

  /** Counts a cursor as a reader from now on; the number of the newest line. */
  long begin(ConflatedCursor cursor) {
    return underLock(() -> {
      join(cursor);
      return newest;
    });
  }

  /** The number before the last lines up to the newest. */
  long before(int lines, long newest) {
    long number = newest;
    var upToNewest = kept.headMap(newest, true).descendingKeySet().iterator();
    for (int i = 0; i < lines && upToNewest.hasNext(); i++) {
      number = upToNewest.next() - 1;
    }
    return Math.max(number, lastDropped);
  }

  /** Whether a cursor will be woken; if not, there is a newer line or the cursor has left. */
  boolean await(ConflatedCursor cursor, long number, Runnable wake) {
    return underLock(() -> {
      if (cursor.hasLeft() || number < newest) {
        return false;
      }
      await(cursor, wake);
      return true;
    });
  }

  private void dropTooMuch() {
    while (lines > 1 && (lines > mostLines || bytes > mostBytes)) {
      var oldest = Objects.requireNonNull(kept.firstEntry()).getValue();
      lastDropped = oldest.number;
      if (oldest.key != null) {
        newestOfKey.remove(oldest.key);
      }
      remove(oldest);
    }
  }

  private void remove(Entry entry) {
    kept.remove(entry.number);
    count(entry, -1);
  }

  private void count(Entry entry, int sign) {
    lines += sign;
    bytes += sign * ((long) OVERHEAD + entry.line.length());
  }
}
