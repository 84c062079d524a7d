package httpd.line.blocking;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets virtual threads that compute for long take turns, as many at a time as there are carriers.
 *
 * <pre>
 *                          next()           a place is free
 *   COMPUTING, in a place ────────► WAITING ─────────────────► COMPUTING, in a place
 *       │
 *       └── waits for something else, or has ended: its place is free
 * </pre>
 *
 * <p>A carrier takes the next virtual thread from the queue that it took the last one from, for as
 * long as that queue holds any. Threads that rest by themselves all come back through the queue of
 * expired timers. If they are more than the carriers, that queue never becomes empty, and threads
 * that other queues hold do not run at all. So one platform thread, the {@link TurnKeeper}, brings
 * them back, and never more than there are carriers.
 *
 * <p>That costs twice the processor time of a rest, which most bodies take after each line although
 * they wait for the next one. So threads rest by themselves until such a rest has lasted nearly as
 * long as a turn: then others compute.
 */
final class CarrierTurns {

  /** The length of a rest from which on others must be computing. */
  private static final long CROWD_NANOS = 4_000_000;

  /** How long threads take turns after the last long rest. */
  private static final long CROWD_LASTS_NANOS = 100_000_000;

  private static final CarrierTurns OF_THE_PROCESS = new CarrierTurns();

  private @Nullable TurnKeeper keeper;

  /** When a rest was last long, by {@link System#nanoTime}. */
  private volatile long lastCrowd = System.nanoTime() - CROWD_LASTS_NANOS;

  private CarrierTurns() {}

  static CarrierTurns ofTheProcess() {
    return OF_THE_PROCESS;
  }

  /**
   * Waits for the next turn of the calling virtual thread. An interrupt does not end the wait,
   * since a thread that has been interrupted may compute on.
   */
  void next() {
    boolean wasInterrupted = Thread.interrupted();
    long began = System.nanoTime();
    try {
      wasInterrupted |= rest(began - lastCrowd < CROWD_LASTS_NANOS ? keeper() : null);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
    long now = System.nanoTime();
    if (now - began > CROWD_NANOS) {
      lastCrowd = now;
    }
  }

  private static boolean rest(@Nullable TurnKeeper keeper) {
    if (keeper == null) {
      LockSupport.parkNanos(1); // After a yield, threads from outside the carrier would still wait.
      return false;
    }
    var turn = new Turn();
    keeper.wake(turn);
    return turn.await();
  }

  /** Returns null if there is no thread left: a rest without turns is better than none. */
  private synchronized @Nullable TurnKeeper keeper() {
    if (keeper == null || !keeper.isAlive()) {
      try {
        keeper = new TurnKeeper(carriers());
      } catch (OutOfMemoryError noThread) {
        return null;
      }
    }
    return keeper;
  }

  /** Returns how many carriers the JDK has, by the properties of {@link Thread}. */
  private static int carriers() {
    int wanted =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.min(
        wanted,
        Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", Math.max(wanted, 256)));
  }
}
