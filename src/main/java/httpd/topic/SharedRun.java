package httpd.topic;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run of a shared source: a daemon platform thread that reads it into a ring until it is over.
 *
 * <pre>
 *         start()                the source ends, fails or is closed
 *   NEW ───────────► RUNNING ─────────────────────────────────────────► OVER, and the ring has ended
 * </pre>
 */
abstract class SharedRun {

  private final MemoryRing ring = new MemoryRing(this::deserted);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;
  private volatile @Nullable SharedLines owner;

  SharedRun(String threadName) {
    this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
  }

  /** Reads the source into the ring until it ends; its failure is thrown. */
  abstract void read(MemoryRing ring) throws Throwable;

  /** Closes the source; called once. */
  abstract void closeSource();

  final MemoryRing ring() {
    return ring;
  }

  /** Starts the thread, unless it has been started. Under the lock of the owner. */
  final void start(SharedLines owner) {
    if (this.owner == null) {
      this.owner = owner;
      thread.start();
    }
  }

  final Thread.State state() {
    return thread.getState();
  }

  final void close() {
    if (closing.compareAndSet(false, true)) {
      closeSource();
    }
  }

  private void run() {
    Throwable failure = null;
    try {
      read(ring);
    } catch (
        Throwable broken) { // Whatever it is: a reader must not wait for lines that never come.
      failure = broken;
    }
    over(); // First: a reader that comes after the end starts a run of its own.
    close();
    if (failure == null) {
      ring.end();
    } else {
      ring.fail(failure);
    }
  }

  private void over() {
    var told = owner;
    if (told != null) {
      told.over(this);
    }
  }

  private void deserted() {
    var told = owner;
    if (told != null) {
      told.deserted(this);
    }
  }
}
