package httpd.disk;

import httpd.line.log.ServerLog;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread {@code httpd-log-sync} of a store: it writes the files of all logs through, those
 * first for which an append waits, and looks after the logs once a second. What comes while it
 * syncs is done next, together.
 */
final class Committer implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Later(Runnable sync, long due) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private final Runnable look;
  private final long delay;

  // Guarded by the lock.
  private List<Runnable> urgent = new ArrayList<>();
  private final ArrayDeque<Later> planned = new ArrayDeque<>();
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param delay in nanoseconds
   * @param look is quick
   */
  Committer(long delay, Runnable look) {
    this.delay = delay;
    this.look = look;
    thread = Thread.ofPlatform().daemon().name("httpd-log-sync").unstarted(this::run);
    thread.start();
  }

  /** Syncs as soon as possible. */
  void now(Runnable sync) {
    lock.lock();
    try {
      urgent.add(sync);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Syncs after the delay. */
  void later(Runnable sync) {
    lock.lock();
    try {
      planned.add(new Later(sync, System.nanoTime() + delay));
      if (planned.size() == 1) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    long looked = System.nanoTime();
    for (var due = take(looked); due != null; due = take(looked)) {
      due.forEach(Committer::run);
      if (System.nanoTime() - looked >= LOOK_NANOS) {
        looked = System.nanoTime();
        run(look);
      }
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a log was not synced", e);
    }
  }

  /** What is due, after waiting for it or for the next look; null at the end. */
  private @Nullable List<Runnable> take(long looked) {
    lock.lock();
    try {
      while (true) {
        long now = System.nanoTime();
        var due = urgent;
        urgent = new ArrayList<>();
        while (!planned.isEmpty() && (closed || planned.peek().due() - now <= 0)) {
          due.add(planned.remove().sync());
        }
        if (!due.isEmpty() || now - looked >= LOOK_NANOS) {
          return due;
        }
        if (closed) {
          return null;
        }
        long next = looked + LOOK_NANOS;
        if (!planned.isEmpty()) {
          next = Math.min(next, planned.peek().due());
        }
        long _ = changed.awaitNanos(next - now);
      }
    } catch (InterruptedException e) {
      return null; // Only the JVM's end would do that.
    } finally {
      lock.unlock();
    }
  }

  /** Syncs what is planned, and ends the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
