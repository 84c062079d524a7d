package httpd.server;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that waits too long for the rest of a request. One timer a connection, which
 * is set again only when it has run out, so that a request costs it nothing. On the event loop
 * only.
 */
final class IdleDeadline {

  private final long limitNanos;
  private final BooleanSupplier isIdle;
  private long idleSince;
  private @Nullable Future<?> timer;

  /**
   * A deadline that does not run yet.
   *
   * @param isIdle whether the connection waits for its client
   */
  IdleDeadline(Duration limit, BooleanSupplier isIdle) {
    this.limitNanos = limit.toNanos();
    this.isIdle = isIdle;
  }

  void start(ChannelHandlerContext context) {
    restart();
    schedule(context, limitNanos);
  }

  /** The client has been served: its time begins anew. */
  void restart() {
    idleSince = System.nanoTime();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void schedule(ChannelHandlerContext context, long nanos) {
    timer = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext context) {
    long left = limitNanos - (System.nanoTime() - idleSince);
    if (!isIdle.getAsBoolean()) {
      schedule(context, limitNanos);
    } else if (left > 0) {
      schedule(context, left);
    } else {
      context.close();
    }
  }
}
