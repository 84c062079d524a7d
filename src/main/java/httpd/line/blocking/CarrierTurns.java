package httpd.line.blocking;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * that other queues hold do not run at all. So one platform thread, the keeper, brings them back,
 * and never more than there are carriers.
 *
 * <p>That costs twice the processor time of a rest, which most bodies take after each line although
 * they wait for the next one. So threads rest by themselves until such a rest has lasted nearly as
 * long as a turn: then others compute.
 *
 * <p>The keeper owns the places. {@link #next} wakes it. While threads wait for a turn, it looks by
 * itself every {@value #LOOK_NANOS} ns for places whose threads wait for something else.
 */
final class CarrierTurns {

  private static final long LOOK_NANOS = 1_000_000;

  /** The length of a rest from which on others must be computing. */
  private static final long CROWD_NANOS = 4_000_000;

  /** How long threads take turns after the last long rest. */
  private static final long CROWD_LASTS_NANOS = 100_000_000;

  /** How long a place may hold a thread that has ended, and with it the server of that thread. */
  private static final long IDLE_LOOK_NANOS = 1_000_000_000;

  private static final CarrierTurns OF_THE_PROCESS =
      new CarrierTurns(
          Integer.getInteger(
              "jdk.virtualThreadScheduler.parallelism",
              Runtime.getRuntime().availableProcessors()));

  private static final class Turn {
    private final Thread thread = Thread.currentThread();
    private volatile boolean hasCome;
  }

  private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
  private final @Nullable Thread[] places;
  private @Nullable Thread keeper;

  /** When a rest was last long, by {@link System#nanoTime}. */
  private volatile long lastCrowd = System.nanoTime() - CROWD_LASTS_NANOS;

  private CarrierTurns(int carriers) {
    this.places = new @Nullable Thread[carriers];
  }

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
    var running = began - lastCrowd < CROWD_LASTS_NANOS ? startedKeeper() : null;
    if (running == null) {
      LockSupport.parkNanos(1); // After a yield, threads from outside the carrier would still wait.
    } else {
      wasInterrupted |= await(new Turn(), running);
    }
    long now = System.nanoTime();
    if (now - began > CROWD_NANOS) {
      lastCrowd = now;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns null if there is no thread left: a rest without turns is better than none. */
  private synchronized @Nullable Thread startedKeeper() {
    if (keeper == null) {
      try {
        keeper = Thread.ofPlatform().name("httpd-turns").daemon().start(this::keep);
      } catch (OutOfMemoryError noThread) {
        return null;
      }
    }
    return keeper;
  }

  /** Returns whether the thread was interrupted meanwhile. */
  private boolean await(Turn turn, Thread running) {
    boolean wasInterrupted = false;
    waiting.add(turn);
    LockSupport.unpark(running);
    while (!turn.hasCome) {
      LockSupport.park(this);
      wasInterrupted |= Thread.interrupted();
    }
    return wasInterrupted;
  }

  private void keep() {
    while (true) {
      boolean isUsed = false;
      for (int place = 0; place < places.length; place++) {
        if (isFree(places[place])) {
          places[place] = bringNext();
        }
        isUsed |= places[place] != null;
      }
      if (!waiting.isEmpty()) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      } else if (isUsed) {
        LockSupport.parkNanos(this, IDLE_LOOK_NANOS);
      } else {
        LockSupport.park(this);
      }
    }
  }

  private static boolean isFree(@Nullable Thread holder) {
    return holder == null || holder.getState() != Thread.State.RUNNABLE;
  }

  private @Nullable Thread bringNext() {
    var turn = waiting.poll();
    if (turn == null) {
      return null;
    }
    turn.hasCome = true;
    LockSupport.unpark(turn.thread);
    return turn.thread;
  }
}
