package httpd.hub;

import httpd.line.Timer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Repeats a sweep at intervals, as long as it returns that something is left. Safe for all threads.
 */
final class Sweeper {

  private final long intervalNanos;
  private final BooleanSupplier sweep;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Sweeper(long intervalNanos, BooleanSupplier sweep) {
    this.intervalNanos = intervalNanos;
    this.sweep = sweep;
  }

  /** Sweeps after an interval; does nothing if a sweep is scheduled already. */
  void later() {
    if (scheduled.compareAndSet(false, true)) {
      Timer.OF_THE_PROCESS.after(intervalNanos, this::run);
    }
  }

  private void run() {
    scheduled.set(false);
    if (sweep.getAsBoolean()) {
      later();
    }
  }
}
