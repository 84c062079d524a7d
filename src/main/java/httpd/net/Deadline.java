package httpd.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls back after a silence: the one timer for idle connections. On one event loop.
 *
 * <pre>
 *          start           no touch for the limit, and not excused
 *   IDLE ─────────► RUNNING ───────────────────────────────────────► EXPIRED
 *                      └─ stop ─► IDLE
 * </pre>
 *
 * <p>A touch costs a look at the clock; the timer is set again only when it has run out.
 */
public final class Deadline {

  private final EventLoop loop;
  private final long limitNanos;
  private final BooleanSupplier excused;
  private final Runnable expired;
  private long lastSign;
  private @Nullable Future<?> nextLook;

  /** Makes a deadline that does not run yet; a limit of zero is none. */
  public Deadline(EventLoop loop, Duration limit, Runnable expired) {
    this(loop, limit, () -> false, expired);
  }

  /** Makes a deadline that begins again if the silence is excused when the limit is reached. */
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
