package httpd.limit;

import httpd.line.Timer;
import httpd.line.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One bound in force: how much of it is held, and how often it was reached.
 *
 * <pre>
 *           reached: logged                    reached: counted
 *   QUIET ───────────────────► SILENT FOR 10 s ─────────────────► the same, with a number to log
 *     ▲                          │
 *     └──────────────────────────┘ 10 s are over: the number is logged, if there is one
 * </pre>
 *
 * <p>Safe for all threads; nothing waits here.
 */
public final class Limit {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final long SILENT_NANOS = 10_000_000_000L;

  private final Bound bound;
  private final long most;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong reached = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Future<?> silence;
  private long notLogged;
  private String newest = "";

  Limit(Bound bound, long most) {
    this.bound = bound;
    this.most = most;
  }

  /** Returns what is bounded. */
  public Bound bound() {
    return bound;
  }

  /** Returns the value, in the unit of its bound; 0 for no bound. */
  public long most() {
    return most;
  }

  /** Returns the value of a bound that is a time; zero for no bound. */
  public Duration time() {
    return Duration.ofMillis(most);
  }

  /** Returns how much is held now. */
  public long held() {
    return held.get();
  }

  /** Whether as much is held as may be. */
  public boolean isFull() {
    return most != 0 && held() >= most;
  }

  /** Returns how often the bound was reached. */
  public long reached() {
    return reached.get();
  }

  /** Takes one place, as {@link #takeLeaving} does. */
  public boolean take(Supplier<String> consequence) {
    return takeLeaving(0, 1, consequence);
  }

  /**
   * Takes some of what there is, unless less than {@code left} would remain for others.
   *
   * @param consequence what happens if there is none, as for {@link #reached(Supplier)}
   * @return whether there was as much; then the caller has to {@link #release(long)} it
   */
  public boolean takeLeaving(long left, long amount, Supplier<String> consequence) {
    long before;
    do { // A refused amount is never held, not even briefly: it could refuse another.
      before = held.get();
      if (most != 0 && before + amount > most - left) {
        reached(consequence);
        return false;
      }
    } while (!held.compareAndSet(before, before + amount));
    return true;
  }

  /**
   * Counts what is held where other code decides whether it may be; a negative amount is released.
   */
  public void hold(long amount) {
    held.addAndGet(amount);
  }

  /** Releases what was taken. */
  public void release(long amount) {
    held.addAndGet(-amount);
  }

  /** Counts that the bound was reached, without a line in the log: for what is usual. */
  public void count() {
    reached.incrementAndGet();
  }

  /**
   * Counts and logs that the bound was reached.
   *
   * @param consequence what happens and to whom: {@code refused 192.0.2.1}
   */
  public void reached(Supplier<String> consequence) {
    count();
    lock.lock();
    try {
      if (silence == null) {
        log(consequence.get(), "");
        silence = Timer.OF_THE_PROCESS.after(SILENT_NANOS, this::endSilence);
      } else {
        newest = notLogged == 0 ? consequence.get() : newest;
        notLogged++;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Logs what was counted but not logged yet, as when the server stops. */
  public void logRest() {
    lock.lock();
    try {
      if (silence != null) {
        silence.cancel(false);
        endSilence();
      }
    } finally {
      lock.unlock();
    }
  }

  private void endSilence() {
    lock.lock();
    try {
      silence = null;
      if (notLogged > 0) {
        log(newest, notLogged == 1 ? "" : ", and " + (notLogged - 1) + " more like it");
        notLogged = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  private void log(String consequence, String more) {
    LOG.log(
        System.Logger.Level.WARNING,
        "limit %s (%s) reached: %s%s; %s changes it"
            .formatted(
                bound.title(), bound.unit().text(most), consequence, more, bound.option("VALUE")));
  }
}
