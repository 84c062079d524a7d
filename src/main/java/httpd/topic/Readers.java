package httpd.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The readers of a log, and the wake-ups of those that wait at its end.
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
  private final Map<Reader, Runnable> waiting = new LinkedHashMap<>();
  private int count;

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
      wake = waiting.remove(reader);
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
    waiting.put(reader, wake);
  }

  /** Takes the wake-ups of all that wait: they no longer wait then. Under the lock. */
  List<Runnable> takeWakes() {
    var wakes = List.copyOf(waiting.values());
    waiting.clear();
    return wakes;
  }
}
