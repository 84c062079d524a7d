package httpd.proxy;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The wake-up of an owner that waits while there is no connection to poll: for the head of a
 * response, or for the time of the next request. It runs once. Safe for all threads.
 */
final class RetryWait {

  /** Runs a task once, later, on any thread. */
  interface Timer {
    Future<?> after(long nanos, Runnable task);
  }

  static final Timer TIMER =
      (nanos, task) -> ForkJoinPool.commonPool().schedule(task, nanos, TimeUnit.NANOSECONDS);

  private final Timer timer;
  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
  private volatile @Nullable Future<?> alarm;

  RetryWait(Timer timer) {
    this.timer = timer;
  }

  /** Keeps a wake-up until {@link #wake}. */
  void keep(Runnable wake) {
    waiting.set(wake);
  }

  /** Keeps a wake-up until {@link #wake}, or until this time is over. */
  void keep(Runnable wake, long nanos) {
    waiting.set(wake);
    cancelAlarm();
    alarm = timer.after(Math.max(1, nanos), () -> wakeIfStill(wake));
  }

  /** Drops the wake-up; false if it was run. */
  boolean drop() {
    return waiting.getAndSet(null) != null;
  }

  void wake() {
    var wake = waiting.getAndSet(null);
    if (wake != null) {
      wake.run();
    }
  }

  /** The timer of an earlier wait wakes no later one. */
  private void wakeIfStill(Runnable wake) {
    if (waiting.compareAndSet(wake, null)) {
      wake.run();
    }
  }

  /** Wakes the owner, and leaves no timer. */
  void end() {
    wake();
    cancelAlarm();
  }

  private void cancelAlarm() {
    var timed = alarm;
    if (timed != null) {
      timed.cancel(false);
    }
  }
}
