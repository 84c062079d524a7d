package httpd.hub;

import httpd.line.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Looks for idle topics again and again, without a thread, as long as there are topics. */
final class IdleSweep {

  private final long nanos;
  private final BooleanSupplier sweep;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /**
   * A sweep that is not scheduled yet.
   *
   * @param sweep removes what has been idle for that long, and returns whether there is more
   */
  IdleSweep(Duration idle, BooleanSupplier sweep) {
    this.nanos = idle.toNanos();
    this.sweep = sweep;
  }

  /** Schedules a sweep, unless one is. */
  void later() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      Timer.OF_THE_PROCESS.after(nanos, this::run);
    }
  }

  private void run() {
    scheduled.set(false);
    if (sweep.getAsBoolean()) {
      later();
    }
  }
}
