package httpd.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How long nothing may happen. On one event loop; what happens costs a look at the clock. */
public final class Deadline {

  private final EventLoop loop;
  private final long limitNanos;
  private final BooleanSupplier excused;
  private final Runnable expired;
  private long lastSign;
  private @Nullable Future<?> nextLook;

  /**
   * A deadline that has not begun.
   *
   * @param limit zero for none
   */
  public Deadline(EventLoop loop, Duration limit, Runnable expired) {
    this(loop, limit, () -> false, expired);
  }

  /**
   * A deadline that may be put off.
   *
   * @param limit zero for none
   * @param excused asked when the limit is reached: if true, it begins anew
   */
  public Deadline(EventLoop loop, Duration limit, BooleanSupplier excused, Runnable expired) {
    this.loop = loop;
    this.limitNanos = limit.toNanos();
    this.excused = excused;
    this.expired = expired;
  }

  public void start() {
    if (limitNanos > 0) {
      lastSign = System.nanoTime();
      lookIn(limitNanos);
    }
  }

  /** Something has happened. */
  public void touch() {
    if (limitNanos > 0) {
      lastSign = System.nanoTime();
    }
  }

  public void stop() {
    if (nextLook != null) {
      nextLook.cancel(false);
      nextLook = null;
    }
  }

  private void lookIn(long nanos) {
    nextLook = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (excused.getAsBoolean()) {
      touch();
    }
    long left = lastSign + limitNanos - System.nanoTime();
    if (left > 0) {
      lookIn(left);
    } else {
      expired.run();
    }
  }
}
