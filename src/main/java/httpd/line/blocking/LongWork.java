package httpd.line.blocking;

import java.util.concurrent.locks.LockSupport;

/**
 * Work on a handler's thread that computes for long without waiting. The thread is virtual and so
 * not preempted: other requests would wait for its carrier.
 */
public final class LongWork {

  private LongWork() {}

  /** Gives the carrier to other threads; to be called every few milliseconds. */
  public static void giveTurn() {
    if (Thread.currentThread().isVirtual()) {
      LockSupport.parkNanos(1); // After a yield, threads from outside the carrier would still wait.
    }
  }
}
