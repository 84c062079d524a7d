package httpd.topic;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.sse.StoredEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A topic in memory, bounded in lines and in bytes: no disk can fail. Lines are numbered from 1,
 * and a position is such a number with the epoch of the log.
 *
 * <pre>
 *   a reader:  begun ────► READING ◄────► WAITING ────► FOLLOWING a lead ────► READING
 *              LEFT: from any state, final
 * </pre>
 *
 * <p>All that changes is guarded by one lock. Appending never waits for a reader: readers take the
 * lock only to wait, and are woken after it is released. Safe for all threads.
 */
public abstract sealed class MemoryTopic implements Topic permits MemoryRing, ConflatedLog {

  /** What a line costs beside its bytes. */
  static final int OVERHEAD = 64;

  /** From so many readers on, one reads for the others: a lead costs as much as a few readers. */
  static final int MANY_READERS = 8;

  final ReentrantLock lock = new ReentrantLock();
  final Positions positions;
  final int mostLines;
  final long mostBytes;
  private final Runnable deserted;

  // Guarded by the lock.
  private final Map<Reader, Runnable> waiting = new LinkedHashMap<>();
  private int readers;

  /** A cursor in the log. */
  abstract static class Reader {
    private boolean joined;

    /** Written under the lock. */
    private volatile boolean left;

    /** The wake-up of one that follows a lead: only a close runs it. Guarded by the lock. */
    private @Nullable Runnable following;

    /** Whether it was closed; from any thread, without the lock. */
    final boolean hasLeft() {
      return left;
    }
  }

  /** {@code deserted} runs each time the last reader has left, on its thread, without the lock. */
  MemoryTopic(int mostLines, long mostBytes, Positions positions, Runnable deserted) {
    if (mostLines < 1 || mostBytes < 1) {
      throw new IllegalArgumentException(
          "a log keeps at least 1 line of 1 byte, was " + mostLines + " of " + mostBytes);
    }
    this.mostLines = mostLines;
    this.mostBytes = mostBytes;
    this.positions = positions;
    this.deserted = deserted;
  }

  /** The number of the newest line that was dropped. Under the lock. */
  abstract long lastDropped();

  /** The number of the newest line. Under the lock. */
  abstract long newest();

  /** The number of the newest line that is complete. Under the lock. */
  long newestComplete() {
    return newest();
  }

  /** A cursor after a line that is kept, or after the last that was dropped. Under the lock. */
  abstract PositionedSource cursorAfter(long number);

  /** As {@link Topic#last}; counted at the first poll, so that nothing is held until then. */
  @Override
  public abstract PositionedSource last(int lines);

  /** {@inheritDoc} An id that events have of their own stands for the newest of them. */
  @Override
  public final Resumption after(String id) {
    var found = mayBePosition(id) ? null : positionOfId(id);
    return underLock(() -> {
      long number = positions.number(found == null ? id : found);
      return number >= lastDropped() && number <= newest()
          ? new Resumption.Found(cursorAfter(number))
          : new Resumption.Lost(currentBounds());
    });
  }

  /** The position of the newest event with this id: searched for, since few callers need it. */
  public final @Nullable String positionOfId(String id) {
    var hasId = StoredEvent.withId(id);
    return this.<@Nullable String>underLock(() -> {
      long number = newest(hasId);
      return number < 0 ? null : positions.of(number);
    });
  }

  public final boolean mayBePosition(String text) {
    return positions.mayBe(text);
  }

  /** The number of the newest line with a property, or -1. Under the lock. */
  abstract long newest(Predicate<Line> property);

  @Override
  public final Bounds bounds() {
    return underLock(this::currentBounds);
  }

  private Bounds currentBounds() {
    return new Bounds(positions.of(lastDropped()), positions.of(newestComplete()));
  }

  /** Returns how many readers have polled and are not closed. */
  public final int readers() {
    return underLock(() -> readers);
  }

  /** Counts a reader from now on, unless it has left before. Under the lock. */
  final void join(Reader reader) {
    if (!reader.left) {
      reader.joined = true;
      readers++;
    }
  }

  /** Lets a reader wait that has not left; its latest wake-up counts. Under the lock. */
  final void await(Reader reader, Runnable wake) {
    waiting.put(reader, wake);
  }

  /** Lets a reader that waits follow a lead; false if it has been woken. */
  final boolean follow(Reader reader) {
    return underLock(() -> {
      reader.following = waiting.remove(reader);
      return reader.following != null;
    });
  }

  /** Lets a reader go on without a lead, which its owner polls next. */
  final void unfollow(Reader reader) {
    underLock(() -> reader.following = null);
  }

  /** Whether a lead is worth while. */
  final boolean hasManyReaders() {
    return readers() >= MANY_READERS;
  }

  /** Lets a reader leave, once; if it waits or follows, it is woken. */
  final void leave(Reader reader) {
    Runnable wake;
    boolean wasLast;
    lock.lock();
    try {
      if (reader.left) {
        return;
      }
      reader.left = true;
      wasLast = reader.joined && readers == 1;
      readers -= reader.joined ? 1 : 0;
      wake = reader.following == null ? waiting.remove(reader) : reader.following;
      reader.following = null;
    } finally {
      lock.unlock();
    }
    if (wake != null) {
      wake.run();
    }
    if (wasLast) {
      deserted.run();
    }
  }

  /** Returns how many lines readers have missed because newer ones took their place. */
  public long replaced() {
    return 0;
  }

  final <T extends @Nullable Object> T underLock(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Changes the log under its lock, then wakes the readers that wait, on this thread. */
  final <T> T change(Supplier<T> change) {
    List<Runnable> wakes;
    T result;
    lock.lock();
    try {
      result = change.get();
      wakes = List.copyOf(waiting.values());
      waiting.clear();
    } finally {
      lock.unlock();
    }
    wakes.forEach(Runnable::run);
    return result;
  }

  final FellBehindException fellBehind() {
    return new FellBehindException(mostBytes);
  }
}
