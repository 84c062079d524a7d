package httpd.line.blocking;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that brings computing threads back, in the order in which they came, for {@link
 * CarrierTurns}. It gives each a place, until it sees that the turn is over.
 *
 * <p>There are as many places as carriers, and fewer while carriers are held by threads that take
 * no turns: a turn that was brought and does not begin shows one.
 *
 * <p>{@link #wake} is for all threads, everything else is the keeper's own.
 */
final class TurnKeeper implements Runnable {

  /** The rest after a turn was brought, which doubles up to {@link #LONGEST_REST_NANOS}. */
  private static final long SHORTEST_REST_NANOS = 20_000;

  private static final long LONGEST_REST_NANOS = 1_000_000;

  /** How long a place may hold a thread that has ended, and with it the server of that thread. */
  private static final long IDLE_REST_NANOS = 1_000_000_000;

  /** After that time without a late turn, one more place is tried. */
  private static final long RECOVERY_NANOS = 10_000_000;

  private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
  private final @Nullable Turn[] places;
  private final Thread thread;
  private int usable;
  private int used;
  private long usableChanged = System.nanoTime();
  private long rest = SHORTEST_REST_NANOS;

  /**
   * Starts the thread.
   *
   * @throws OutOfMemoryError if there is no thread left
   */
  TurnKeeper(int carriers) {
    this.places = new @Nullable Turn[carriers];
    this.usable = carriers;
    this.thread =
        Thread.ofPlatform()
            .name("httpd-turns")
            .daemon()
            .inheritInheritableThreadLocals(false) // They are of the first body that computes.
            .unstarted(this);
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  void wake(Turn turn) {
    waiting.add(turn);
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (true) {
      long now = System.nanoTime();
      look(now);
      bring(now);
      rest();
    }
  }

  private void look(long now) {
    for (int place = 0; place < places.length; place++) {
      var turn = places[place];
      if (turn == null) {
        continue;
      }
      if (turn.becomesLate(now)) {
        usable = Math.max(1, usable - 1);
        usableChanged = now;
      }
      if (turn.isOver()) {
        places[place] = null;
        used--;
      }
    }
    if (usable < places.length && now - usableChanged > RECOVERY_NANOS) {
      usable++;
      usableChanged = now;
    }
  }

  private void bring(long now) {
    for (int place = 0; place < places.length && used < usable; place++) {
      if (places[place] == null) {
        var turn = waiting.poll();
        if (turn == null) {
          return;
        }
        places[place] = turn;
        used++;
        rest = SHORTEST_REST_NANOS;
        turn.bring(now);
      }
    }
  }

  private void rest() {
    if (!waiting.isEmpty()) {
      LockSupport.parkNanos(this, rest);
      rest = Math.min(2 * rest, LONGEST_REST_NANOS);
    } else if (used > 0) {
      LockSupport.parkNanos(this, IDLE_REST_NANOS);
    } else {
      LockSupport.park(this);
    }
    Thread.interrupted(); // It would end every rest at once.
  }
}
