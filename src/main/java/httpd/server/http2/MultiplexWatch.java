package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.server.answer.Awaited;
import httpd.server.connection.ConnectionWatch;
import httpd.server.connection.LoopConnections;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Limits how long an HTTP/2 connection, and each of its streams, waits for the client.
 *
 * <pre>
 *   HEAD      the preface, or the rest of a header block   head-time    closed
 *   REQUEST   a stream, while there is none                idle-time    closed
 *   NOTHING   the streams are looked at, each alone: see {@link RequestStream#look}
 * </pre>
 *
 * <p>A connection whose streams are all lazy is not looked at. On its event loop only.
 */
final class MultiplexWatch extends ConnectionWatch {

  private final Channel channel;
  private final Limits limits;
  private final MultiplexConnection connection;

  // As of the last look.
  private Awaited awaited = Awaited.NOTHING;
  private int opened;
  private long waited;

  MultiplexWatch(
      Channel channel, Limits limits, LoopConnections neighbours, MultiplexConnection connection) {
    super(channel, neighbours);
    this.channel = channel;
    this.limits = limits;
    this.connection = connection;
  }

  /** What the connection waits for may have changed. */
  void update(boolean isIdle, boolean isLookedAt) {
    if (isIdle) {
      isIdle();
    } else {
      isBusy();
    }
    if (isLookedAt && channel.isActive()) {
      enter();
    } else {
      leave();
    }
  }

  void stop() {
    isBusy();
    leave();
  }

  @Override
  protected void look(long nanos) {
    try {
      if (channel.isActive()) {
        lookAtConnection(nanos);
        connection.lookAtStreams(nanos);
      }
    } catch (Throwable broken) {
      channel.pipeline().fireExceptionCaught(broken);
    }
  }

  private void lookAtConnection(long nanos) {
    var now = connection.awaited();
    if (now != awaited || opened != connection.opened()) {
      awaited = now;
      opened = connection.opened();
      waited = 0;
      return;
    }
    waited += nanos;
    switch (now) {
      case HEAD -> lookAtHead();
      case REQUEST -> lookAtIdle();
      default -> {}
    }
  }

  private void lookAtHead() {
    var headTime = limits.of(Bound.HEAD_TIME);
    if (isOver(headTime)) {
      headTime.reached(
          () -> "closed the connection of " + client() + ", whose header block was not complete");
      connection.leave();
    }
  }

  private void lookAtIdle() {
    var idleTime = limits.of(Bound.IDLE_TIME);
    if (isOver(idleTime)) {
      if (opened == 0) {
        idleTime.reached(() -> "closed " + client() + ", which had sent no request");
      } else {
        idleTime.count();
      }
      connection.leave();
    }
  }

  private boolean isOver(Limit time) {
    return time.most() > 0 && waited >= TimeUnit.MILLISECONDS.toNanos(time.most());
  }

  private String client() {
    return ClientText.address(channel);
  }
}
