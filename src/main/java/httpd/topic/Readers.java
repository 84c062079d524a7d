package httpd.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The readers of a log, and a list of those that wait at its end. The list links the readers
 * themselves, so that waiting allocates nothing.
 *
 * <pre>
 *   begun ────► READING ◄────► WAITING        LEFT: from any state, final
 * </pre>
 *
 * <p>Guarded by the lock of the log. What is called while the log changes expects the lock to be
 * held, and returns wake-ups that are to be run without it; the others take the lock.
 */
final class Readers {

  /** A reader of the log: a cursor. */
  abstract static class Reader {
    private @Nullable Reader before;
    private @Nullable Reader after;
    private @Nullable Runnable wake;
    private boolean joined;

    /** Written under the lock. */
    private volatile boolean left;

    /** Whether it was closed; from any thread, without the lock. */
    final boolean hasLeft() {
      return left;
    }
  }

  private final ReentrantLock lock;
  private final Runnable deserted;
  private @Nullable Reader waiting;
  private int waiters;
  private int count;

  /**
   * No readers.
   *
   * @param deserted run each time the last reader has left, without the lock
   */
  Readers(ReentrantLock lock, Runnable deserted) {
    this.lock = lock;
    this.deserted = deserted;
  }

  /** Returns how many have begun and not left. Takes the lock. */
  int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a reader from now on, unless it has left before. Under the lock. */
  void join(Reader reader) {
    if (!reader.left) {
      reader.joined = true;
      count++;
    }
  }

  /** Lets a reader leave, once; if it waits, it is woken. Takes the lock. */
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

  /** Lets a reader wait that has not left; its latest wake-up counts. Under the lock. */
  void await(Reader reader, Runnable wake) {
    if (reader.wake == null) {
      enqueue(reader);
    }
    reader.wake = wake;
  }

  /** Takes the wake-ups of all that wait: they no longer wait then. Under the lock. */
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
