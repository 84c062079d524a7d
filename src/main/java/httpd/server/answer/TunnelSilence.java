package httpd.server.answer;

import httpd.limit.Limit;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long nothing may pass through a tunnel. What passes costs a look at the clock; the timer is
 * set again only when it has run out. On the event loop only.
 */
final class TunnelSilence {

  private final EventLoop loop;
  private final long nanos;
  private final Runnable expired;
  private long lastMove;
  private @Nullable Future<?> timer;

  /** A time that does not run yet. */
  TunnelSilence(EventLoop loop, Limit limit, Runnable expired) {
    this.loop = loop;
    this.nanos = limit.time().toNanos();
    this.expired = expired;
  }

  void start() {
    if (nanos > 0) {
      moved();
      lookIn(nanos);
    }
  }

  /** Something has passed, in either direction. */
  void moved() {
    lastMove = System.nanoTime();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void lookIn(long wait) {
    timer = loop.schedule(this::look, wait, TimeUnit.NANOSECONDS);
  }

  private void look() {
    long left = lastMove + nanos - System.nanoTime();
    if (left > 0) {
      lookIn(left);
    } else {
      expired.run();
    }
  }
}
