package httpd.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a log, and which of them wait at its end: a list through the readers themselves, so
 * that to wait allocates nothing.
 *
 * <pre>
 *   begun ────► READING ◄────► WAITING        left: from any state, for good
 * </pre>
 *
 * <p>Guarded by the lock of the log, all of it. What changes the log too is called with the lock
 * held, and gives wake-ups back, to be run without it; the others take it.
 */
final class Readers {

  /** One of them: a cursor. */
  abstract static class Reader {
    private @Nullable Reader before;
    private @Nullable Reader after;
    private @Nullable Runnable wake;
    private boolean joined;

    /** Written under the lock. */
    private volatile boolean left;

    /** Any thread, without the lock. */
    final boolean hasLeft() {
      return left;
    }
  }

  private final ReentrantLock lock;
  private final Runnable deserted;
  private @Nullable Reader waiting;
  private int waiters;
  private int count;

  Readers(ReentrantLock lock) {
    this(lock, () -> {});
  }

  /**
   * No readers yet.
   *
   * @param deserted run each time the last one has left, without the lock
   */
  Readers(ReentrantLock lock, Runnable deserted) {
    this.lock = lock;
    this.deserted = deserted;
  }

  /** Those that have begun and not left. Takes the lock. */
  int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** One begins, unless it has left before. Under the lock. */
  void join(Reader reader) {
    if (!reader.left) {
      reader.joined = true;
      count++;
    }
  }

  /** One leaves, if it has not already; if it has waited, it is woken. Takes the lock. */
  void leave(Reader reader) {
    Runnable wake;
    boolean wasLast;
    lock.lock();
    try {
      if (reader.left) {
        return;
      }
      reader.left = true;
      wasLast = reader.joined && count == 1;
      if (reader.joined) {
        count--;
      }
      wake = reader.wake == null ? null : dequeue(reader);
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

  /** One that has not left waits; its latest wake-up counts. Under the lock. */
  void await(Reader reader, Runnable wake) {
    if (reader.wake == null) {
      enqueue(reader);
    }
    reader.wake = wake;
  }

  /** The wake-ups of all that wait, who wait no more then. Under the lock. */
  List<Runnable> takeWakes() {
    var wakes = new ArrayList<Runnable>(waiters);
    while (waiting != null) {
      wakes.add(dequeue(waiting));
    }
    return wakes;
  }

  private void enqueue(Reader reader) {
    reader.after = waiting;
    if (waiting != null) {
      waiting.before = reader;
    }
    waiting = reader;
    waiters++;
  }

  private Runnable dequeue(Reader reader) {
    if (reader.before == null) {
      waiting = reader.after;
    } else {
      reader.before.after = reader.after;
    }
    if (reader.after != null) {
      reader.after.before = reader.before;
    }
    var wake = Objects.requireNonNull(reader.wake);
    reader.before = null;
    reader.after = null;
    reader.wake = null;
    waiters--;
    return wake;
  }
}
