package httpd.line;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Cuts bytes into lines for a sink, and does not hold back what a producer has written when it
 * pauses within a line: progress dots, or percentages with a carriage return.
 *
 * <pre>
 *              bytes of a line without its end            PAUSE later, and they are still here
 *   NOTHING ─────────────────────────────────────► HELD ───────────────────────────────────────►
 *      ▲                                             │     given as a piece, without an ending
 *      └───────────── the end of the line ───────────┘
 * </pre>
 *
 * <p>A line that is complete when it is read costs nothing more than with a {@link LineSplitter}:
 * the clock is read only when a read leaves a line unfinished, and at most one timer runs, which
 * looks at the clock again when its time is over. Safe for the thread that reads and that of the
 * timer.
 */
public final class PauseSplitter {

  /** How long the first byte that was not passed on waits for the end of its line. */
  public static final Duration PAUSE = Duration.ofMillis(10);

  /** Calls back once, on any thread, not before the time is over. */
  public interface Timer {
    /** Runs a task after a time. */
    void after(long nanos, Runnable task);
  }

  private final Consumer<Line> sink;
  private final Timer timer;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final LineSplitter splitter = new LineSplitter(LineLimit.bytes(), LongLines.PIECES);
  private long heldSince;
  private boolean armed;

  /**
   * A splitter up to the limit of the process; longer lines are given in pieces as well.
   *
   * @param sink given one line or piece at a time, by the thread that reads or that of the timer
   */
  public PauseSplitter(Consumer<Line> sink, Timer timer) {
    this(sink, timer, System::nanoTime);
  }

  PauseSplitter(Consumer<Line> sink, Timer timer, LongSupplier clock) {
    this.sink = sink;
    this.timer = timer;
    this.clock = clock;
  }

  /** Takes the next bytes. */
  public void split(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      int before = splitter.held();
      splitter.split(bytes, offset, length, sink);
      int held = splitter.held();
      if (held > 0) {
        boolean begunNow = before == 0 || held != before + length;
        heldSince = begunNow ? clock.getAsLong() : heldSince;
        arm(PAUSE.toNanos());
      }
    } catch (LineTooLongException e) {
      throw new IllegalStateException("a line in pieces has no limit", e);
    } finally {
      lock.unlock();
    }
  }

  /** No more bytes come: gives what has begun. */
  public void end() {
    lock.lock();
    try {
      splitter.end(sink);
    } catch (LineTooLongException e) {
      throw new IllegalStateException("a line in pieces has no limit", e);
    } finally {
      lock.unlock();
    }
  }

  private void arm(long nanos) {
    if (!armed) {
      armed = true;
      timer.after(nanos, this::look);
    }
  }

  private void look() {
    lock.lock();
    try {
      armed = false;
      if (splitter.held() == 0) {
        return;
      }
      long left = heldSince + PAUSE.toNanos() - clock.getAsLong();
      if (left > 0) {
        arm(left);
      } else {
        end();
      }
    } finally {
      lock.unlock();
    }
  }
}
