package httpd.line.log;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How much clients can write to the log of errors. One for the process, as the log is; a server
 * sets it when it starts, and each {@link ServerLog} takes a place before it logs.
 *
 * <pre>
 *                a message                         as many a second as the rate allows
 *   N PLACES ───────────────► N - 1 PLACES ... 0 ────────────────────────────────────► 1 PLACE
 *                                              │ a message: left out and counted
 * </pre>
 *
 * <p>Places that are not used are kept, as many as come in {@value #KEPT_SECONDS} seconds, so that
 * a short burst is logged whole. Of failures of one kind, only the first in {@value #TRACE_SECONDS}
 * seconds is logged with its stack trace. Safe for all threads.
 */
public final class LogRate {

  public static final int DEFAULT = 20;

  /** How many times as many lines commands may write: their messages have several lines. */
  private static final int COMMAND_LINES = 10;

  private static final int KEPT_SECONDS = 10;
  private static final int TRACE_SECONDS = 10;

  /** A kind beyond these is not remembered, and has no trace. */
  private static final int MOST_KINDS = 64;

  private static volatile LogRate inForce = new LogRate(DEFAULT, () -> {}, System::nanoTime);

  private final Bucket messages;
  private final Bucket commandLines;
  private final Runnable leftOut;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Set<String> kinds = new HashSet<>();
  private long kindsSince;

  /** Places for messages, which come back with the time; used under the lock. */
  private static final class Bucket {

    private final long most;
    private final long nanosEach;
    private long places;
    private long filledAt;

    Bucket(long perSecond, long now) {
      this.most = perSecond * KEPT_SECONDS;
      this.nanosEach = perSecond == 0 ? 0 : Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
      this.places = most;
      this.filledAt = now;
    }

    boolean take(long now) {
      if (nanosEach == 0) {
        return true;
      }
      long come = (now - filledAt) / nanosEach;
      filledAt += come * nanosEach;
      places = Math.min(most, places + come);
      boolean taken = places > 0;
      places -= taken ? 1 : 0;
      return taken;
    }
  }

  LogRate(long perSecond, Runnable leftOut, LongSupplier clock) {
    long now = clock.getAsLong();
    this.messages = new Bucket(perSecond, now);
    this.commandLines = new Bucket(COMMAND_LINES * perSecond, now);
    this.leftOut = leftOut;
    this.clock = clock;
    this.kindsSince = now;
  }

  static LogRate inForce() {
    return inForce;
  }

  /**
   * Sets how many messages a second are logged from now on; 0 for no bound.
   *
   * @param leftOut called for each other message; may log through {@link ServerLog#ofOperator}
   */
  public static void set(long perSecond, Runnable leftOut) {
    inForce = new LogRate(perSecond, leftOut, System::nanoTime);
  }

  boolean takeMessage() {
    return take(messages);
  }

  boolean takeCommandLine() {
    return take(commandLines);
  }

  private boolean take(Bucket bucket) {
    boolean taken;
    lock.lock();
    try {
      taken = bucket.take(clock.getAsLong());
    } finally {
      lock.unlock();
    }
    if (!taken) {
      leftOut.run();
    }
    return taken;
  }

  boolean takeTrace(Throwable failure) {
    var kind = kind(failure);
    lock.lock();
    try {
      long now = clock.getAsLong();
      if (messages.nanosEach == 0) {
        return true;
      }
      if (now - kindsSince >= TimeUnit.SECONDS.toNanos(TRACE_SECONDS)) {
        kinds.clear();
        kindsSince = now;
      }
      return kinds.size() < MOST_KINDS && kinds.add(kind);
    } finally {
      lock.unlock();
    }
  }

  private static String kind(Throwable failure) {
    var trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
