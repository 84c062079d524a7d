package httpd.line.blocking;

import java.util.concurrent.locks.LockSupport;

/**
 * A turn that a thread waits for.
 *
 * <pre>
 *   WAITING ── {@link #bring}, by the keeper ──► BROUGHT ── the thread has a carrier ──► BEGUN
 * </pre>
 */
final class Turn {

  /** How long a thread may need to get a carrier, if one is free. */
  private static final long LATE_NANOS = 2_000_000;

  private final Thread thread = Thread.currentThread();
  private volatile boolean isBrought;
  private volatile boolean hasBegun;

  // The keeper's own.
  private long broughtAt;
  private boolean wasLate;

  /** Waits for the turn, on its thread; returns whether it was interrupted meanwhile. */
  boolean await() {
    boolean wasInterrupted = false;
    while (!isBrought) {
      LockSupport.park(this);
      wasInterrupted |= Thread.interrupted();
    }
    hasBegun = true;
    return wasInterrupted;
  }

  void bring(long now) {
    broughtAt = now;
    isBrought = true;
    LockSupport.unpark(thread);
  }

  /** Whether the thread waits for something else, or has ended. */
  boolean isOver() {
    return thread.getState() != Thread.State.RUNNABLE;
  }

  /** Whether the thread has no carrier although it should have one; true once. */
  boolean becomesLate(long now) {
    boolean isLate = !wasLate && !hasBegun && now - broughtAt > LATE_NANOS;
    wasLate |= isLate;
    return isLate;
  }
}
