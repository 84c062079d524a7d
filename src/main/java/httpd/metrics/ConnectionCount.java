package httpd.metrics;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * Counts one connection by what it speaks, until it is closed. On its event loop only.
 *
 * <pre>
 *   speaks HTTP/1.1 ──── its client begins with the preface ────► speaks HTTP/2 ──► closed
 * </pre>
 */
final class ConnectionCount {

  private static final AttributeKey<ConnectionCount> OF_CHANNEL =
      AttributeKey.valueOf(ConnectionCount.class, "OF_CHANNEL");

  private final Sums sums;
  private Sums.Protocol protocol;

  private ConnectionCount(Sums sums, Sums.Protocol protocol) {
    this.sums = sums;
    this.protocol = protocol;
  }

  static void speaks(Channel channel, Sums sums, Sums.Protocol protocol) {
    var known = channel.attr(OF_CHANNEL).get();
    if (known == null) {
      var count = new ConnectionCount(sums, protocol);
      channel.attr(OF_CHANNEL).set(count);
      sums.connections[protocol.ordinal()]++;
      sums.accepted[protocol.ordinal()]++;
      channel.closeFuture().addListener(closed -> count.closed());
    } else {
      known.move(protocol);
    }
  }

  private void move(Sums.Protocol other) {
    sums.connections[protocol.ordinal()]--;
    sums.connections[other.ordinal()]++;
    protocol = other;
  }

  private void closed() {
    sums.connections[protocol.ordinal()]--;
  }
}
