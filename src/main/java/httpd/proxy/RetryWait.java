package httpd.proxy;

import httpd.line.Timer;
import httpd.line.WakeSlot;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The wake-up of an owner that waits while there is no connection to poll: for the head of a
 * response, or for the time of the next request. It runs once. Safe for all threads.
 */
final class RetryWait {

  private final Timer timer;
  private final WakeSlot waiting = new WakeSlot();
  private volatile @Nullable Future<?> alarm;

  RetryWait(Timer timer) {
    this.timer = timer;
  }

  void keep(Runnable wake) {
    waiting.set(wake);
  }

  /** Keeps a wake-up until {@link #wake}, or until this time is over. */
  void keep(Runnable wake, long nanos) {
    waiting.set(wake);
    cancelAlarm();
    alarm = timer.after(Math.max(1, nanos), () -> waiting.run(wake));
  }

  boolean drop(Runnable wake) {
    return waiting.withdraw(wake);
  }

  void wake() {
    waiting.run();
  }

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
