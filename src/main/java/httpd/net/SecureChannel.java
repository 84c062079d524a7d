package httpd.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Whether the client of a connection has come by TLS, and who it has proved to be. A channel within
 * a connection, as that of a stream, is as secure as the connection. Safe for all threads.
 */
public final class SecureChannel {

  private static final String UNNAMED = "";

  /** The name in the client's certificate, or {@link #UNNAMED}. */
  private static final AttributeKey<String> CLIENT =
      AttributeKey.valueOf(SecureChannel.class, "CLIENT");

  private SecureChannel() {}

  public static boolean is(Channel channel) {
    return mark(channel) != null;
  }

  /** Returns the name in the certificate of the client; null without one. */
  public static @Nullable String clientOf(Channel channel) {
    var client = mark(channel);
    return client == null || client.equals(UNNAMED) ? null : client;
  }

  private static @Nullable String mark(Channel channel) {
    for (var carrier = channel; carrier != null; carrier = carrier.parent()) {
      if (carrier.hasAttr(CLIENT)) {
        return carrier.attr(CLIENT).get();
      }
    }
    return null;
  }

  /** Marks a connection whose TLS handshake is complete. On its event loop. */
  public static void mark(Channel channel, @Nullable String client) {
    channel.attr(CLIENT).set(client == null ? UNNAMED : client);
  }
}
