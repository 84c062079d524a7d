package httpd.net;

import httpd.http.UnixPeer;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of the client of a connection: that of its socket, unless a proxy in front has told
 * another one. A channel within a connection, as that of a stream, has the address of the
 * connection. A client on a unix-domain socket has that of {@link UnixPeer}.
 */
public final class ClientAddress {

  private static final AttributeKey<InetSocketAddress> TOLD =
      AttributeKey.valueOf(ClientAddress.class, "TOLD");

  private ClientAddress() {}

  /** Returns the address; null once the connection is reset, as the system forgets it. */
  public static @Nullable InetSocketAddress of(Channel channel) {
    for (var carrier = channel; carrier != null; carrier = carrier.parent()) {
      if (carrier.hasAttr(TOLD)) {
        return carrier.attr(TOLD).get();
      }
    }
    return ofSocket(channel);
  }

  /** Returns the address of the socket, whatever a proxy has told; null once it is reset. */
  public static @Nullable InetSocketAddress ofSocket(Channel channel) {
    return inet(channel, channel.remoteAddress());
  }

  /** Returns the address that the client has connected to. */
  public static InetSocketAddress local(Channel channel) {
    return Objects.requireNonNull(inet(channel, channel.localAddress()), "the own address");
  }

  private static @Nullable InetSocketAddress inet(
      Channel channel, @Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress socket) {
      return socket;
    }
    return SocketType.isUnix(channel) ? UnixPeer.ADDRESS : null;
  }

  /** Returns the address of a connection that is admitted, for which it is known. */
  public static InetSocketAddress ofAdmitted(Channel channel) {
    return Objects.requireNonNull(of(channel), "the address of an admitted connection");
  }

  /** Sets the address that a proxy has told. On the event loop, before the first request. */
  public static void tell(Channel channel, InetSocketAddress client) {
    channel.attr(TOLD).set(client);
  }
}
