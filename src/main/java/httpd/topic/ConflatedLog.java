package httpd.topic;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest line of each key, in memory: a line takes the place of the one before with its key.
 *
 * <pre>
 *   appended      1 a    2 b    3 a    4 c    5 a
 *   kept                 2 b           4 c    5 a     who has had 1 gets 2, 4 and 5, and no other
 * </pre>
 *
 * <p>So who is slow gets what is new of each key, and never more than one line of each: it costs no
 * memory, and falls behind only where keys are dropped, the oldest first, because there are too
 * many. Whoever appends waits for no reader.
 *
 * <p>Readers look for the next line without the lock and take it only to wait. A line is in the map
 * before the one that it replaces is out of it, so no reader finds neither. Safe for all threads.
 */
public final class ConflatedLog implements MemoryTopic {

  /** What a line costs beside its bytes. */
  private static final int OVERHEAD = 64;

  /** One line; numbers count from 1 without a gap. */
  record Entry(Line line, long number, @Nullable String key) {}

  private final Positions positions = new Positions();
  private final int mostLines;
  private final long mostBytes;
  private final ConcurrentNavigableMap<Long, Entry> kept = new ConcurrentSkipListMap<>();
  private final LongAdder replaced = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Readers readers = new Readers(lock);

  /** Written under the lock, before the line is out of the map. */
  private volatile long lastDropped;

  // Guarded by the lock.
  private final Map<String, Entry> newestOfKey = new HashMap<>();
  private long newest;
  private int lines;
  private long bytes;

  /**
   * An empty log.
   *
   * @param mostLines kept, at least 1
   * @param mostBytes kept, their overhead of {@value #OVERHEAD} a line included; a line that is
   *     longer is kept alone
   */
  public ConflatedLog(int mostLines, long mostBytes) {
    if (mostLines < 1 || mostBytes < 1) {
      throw new IllegalArgumentException(
          "a log keeps at least 1 line of 1 byte, was " + mostLines + " of " + mostBytes);
    }
    this.mostLines = mostLines;
    this.mostBytes = mostBytes;
  }

  /**
   * Adds a line and wakes the readers that wait for it, on this thread.
   *
   * @param key null for a line that takes no place and gives way to none
   * @return its position
   */
  public String append(Line line, @Nullable String key) {
    List<Runnable> wakes;
    Entry entry;
    lock.lock();
    try {
      entry = new Entry(line, ++newest, key);
      kept.put(entry.number, entry);
      count(entry, 1);
      var before = key == null ? null : newestOfKey.put(key, entry);
      if (before != null) {
        remove(before);
      }
      dropTooMuch();
      wakes = readers.takeWakes();
    } finally {
      lock.unlock();
    }
    wakes.forEach(Runnable::run);
    return positions.of(entry.number);
  }

  @Override
  public int readers() {
    return readers.count();
  }

  @Override
  public long replaced() {
    return replaced.sum();
  }

  /** As {@link Topic#last}; counted from the first poll, so that nothing is held until then. */
  @Override
  public PositionedSource last(int lines) {
    return new ConflatedCursor(this, Math.max(0, lines), ConflatedCursor.NOWHERE);
  }

  @Override
  public Resumption after(String position) {
    long number = positions.number(position);
    lock.lock();
    try {
      if (number >= lastDropped && number <= newest) {
        return new Resumption.Found(new ConflatedCursor(this, 0, number));
      }
      return new Resumption.Lost(positions.of(lastDropped), positions.of(newest));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Bounds bounds() {
    lock.lock();
    try {
      return new Bounds(positions.of(lastDropped), positions.of(newest));
    } finally {
      lock.unlock();
    }
  }

  String position(long number) {
    return positions.of(number);
  }

  /** The number of the newest line that was dropped without another in its place. */
  long lastDropped() {
    return lastDropped;
  }

  /** The first line behind a number, if there is one. */
  @Nullable Entry next(long number) {
    var next = kept.higherEntry(number);
    return next == null ? null : next.getValue();
  }

  void countReplaced(long lines) {
    replaced.add(lines);
  }

  /** A cursor begins, and counts as a reader: the number of the newest line. */
  long begin(ConflatedCursor cursor) {
    lock.lock();
    try {
      readers.join(cursor);
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /** The number in front of the last lines up to the newest. */
  long before(int lines, long newest) {
    long number = newest;
    var upToNewest = kept.headMap(newest, true).descendingKeySet().iterator();
    for (int i = 0; i < lines && upToNewest.hasNext(); i++) {
      number = upToNewest.next() - 1;
    }
    return Math.max(number, lastDropped);
  }

  /** Whether a cursor will be woken; if not, there is more or it has left. */
  boolean await(ConflatedCursor cursor, long number, Runnable wake) {
    lock.lock();
    try {
      if (cursor.hasLeft() || number < newest) {
        return false;
      }
      readers.await(cursor, wake);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave(ConflatedCursor cursor) {
    readers.leave(cursor);
  }

  Poll fellBehind() {
    return new Poll.Failed(new FellBehindException(mostBytes));
  }

  static Poll closed() {
    return new Poll.Failed(new SourceClosedException());
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
