package httpd.line.split;

import httpd.line.Timer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the bytes of a line that has not ended are passed on without its end.
 *
 * <pre>
 *             see(a line has begun)                       DELAY since then
 *   NOTHING ───────────────────────► HELD, since its ────────────────────► OVERDUE: one more read
 *      ▲                               first byte                            │     of the input
 *      └─────────── see(NONE): it has ended ──────┴──────────────────────────┤
 *      ▲                                                                     │ still the same line
 *      └───────────────────────── late runs, once ───────────────────────────┘
 * </pre>
 *
 * <p>The input is read once more since a busy thread may be late itself: the end of the line may
 * have come by then. There is at most one timer, and it is only set if a read has left an
 * unfinished line; a line that ends does not touch it. Has no lock: the reader and the timer run on
 * one thread, or under one lock of the owner ({@link PauseSplitter}).
 *
 * <p>While nothing is read, since the consumer has no room, the owner ignores {@code late}, and
 * calls {@link #see} again when it resumes reading: the line then has its whole time again.
 */
public final class UnfinishedLine {

  /**
   * How long a line may stay unfinished: from its first byte that has come and was not passed on,
   * not from the last, or bytes that keep coming would wait for ever. Long enough for a line that
   * arrives in several packets to leave as one, short enough that a person does not see it.
   */
  public static final Duration DELAY = Duration.ofMillis(10);

  /** The argument of {@link #see} if no line has begun. */
  public static final long NONE = 0;

  private final Timer schedule;
  private final Runnable late;
  private final LongSupplier clock;
  private long held = NONE;
  private long since;
  private boolean overdue;
  private @Nullable Future<?> timer;

  /**
   * For one stream of bytes.
   *
   * @param schedule runs its tasks on the thread that reads, or under the lock of the owner; at 0
   *     nanoseconds after the input was read once more, if one thread reads and runs the timer,
   *     otherwise soon, so that a reader that waits for the lock can have it
   * @param late passes on what is held, unless nothing is read for now
   */
  public UnfinishedLine(Timer schedule, Runnable late) {
    this(schedule, late, System::nanoTime);
  }

  UnfinishedLine(Timer schedule, Runnable late, LongSupplier clock) {
    this.schedule = schedule;
    this.late = late;
    this.clock = clock;
  }

  /**
   * Takes, after each read, the number of the line whose bytes are held: another one for each line
   * and for what comes after a piece of it, {@link #NONE} if nothing is held.
   */
  public void see(long line) {
    if (line == held) {
      return;
    }
    held = line;
    overdue = false;
    if (line != NONE) {
      since = clock.getAsLong();
      if (timer == null) {
        lookAfter(DELAY.toNanos());
      }
    }
  }

  /** Stops the timer: no more bytes will come, or the consumer has closed the stream. */
  public void stop() {
    held = NONE;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void lookAfter(long nanos) {
    timer = schedule.after(nanos, this::look);
  }

  private void look() {
    timer = null;
    if (held == NONE) {
      return;
    }
    long left = since + DELAY.toNanos() - clock.getAsLong();
    if (left > 0) {
      lookAfter(left);
    } else if (!overdue) {
      overdue = true;
      lookAfter(0);
    } else {
      held = NONE;
      late.run();
    }
  }
}
