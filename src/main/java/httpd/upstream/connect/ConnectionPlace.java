package httpd.upstream.connect;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.upstream.request.Origin;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in the limit of connections to upstreams. It is taken before the
 * connection is made, and released once: when the connection is closed or its event loop has ended.
 */
final class ConnectionPlace {

  private static final AttributeKey<ConnectionPlace> KEY =
      AttributeKey.valueOf(ConnectionPlace.class, "place");

  private final Limit limit;
  private final AtomicBoolean released = new AtomicBoolean();

  private ConnectionPlace(Limit limit) {
    this.limit = limit;
  }

  static boolean isFull(Limits limits) {
    return limits.of(Bound.UPSTREAM_CONNECTIONS).isFull();
  }

  /** Takes a place; null, and the limit counts as reached, if all are taken. */
  static @Nullable ConnectionPlace take(Limits limits, Origin origin) {
    var limit = limits.of(Bound.UPSTREAM_CONNECTIONS);
    return limit.take(() -> "did not connect to " + origin.host())
        ? new ConnectionPlace(limit)
        : null;
  }

  void give(Channel connection) {
    connection.attr(KEY).set(this);
    connection.closeFuture().addListener(closed -> release());
  }

  void release() {
    if (released.compareAndSet(false, true)) {
      limit.release(1);
    }
  }

  static void releaseOf(Channel connection) {
    var place = connection.attr(KEY).get();
    if (place != null) {
      place.release();
    }
  }
}
