package httpd.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * Whether the client of a connection has come by TLS. A channel within a connection, as that of a
 * stream, is as secure as the connection. Safe for all threads.
 */
public final class SecureChannel {

  private static final AttributeKey<Boolean> SECURE =
      AttributeKey.valueOf(SecureChannel.class, "SECURE");

  private SecureChannel() {}

  public static boolean is(Channel channel) {
    for (var carrier = channel; carrier != null; carrier = carrier.parent()) {
      if (carrier.hasAttr(SECURE)) {
        return true;
      }
    }
    return false;
  }

  /** Marks a connection whose TLS handshake is complete. On its event loop. */
  public static void mark(Channel channel) {
    channel.attr(SECURE).set(true);
  }
}
