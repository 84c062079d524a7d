package httpd.server;

import httpd.net.AcceptFailures;
import httpd.net.ListenException;
import httpd.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The listening sockets of a server, all with the same port: one for each address of {@code bind}.
 * A literal is one address; {@code localhost} may have one of IPv4 and one of IPv6.
 *
 * <p>An IPv4 address gets a socket of IPv4, so that {@code 0.0.0.0} is every address of IPv4 and no
 * other. {@code ::} is every address of both families.
 */
final class Listeners {

  private static final int ATTEMPTS = 8;

  private final List<Channel> channels = new ArrayList<>();

  private Listeners() {}

  /**
   * Binds every address of a name. One that this machine does not have is left out, if another one
   * can be bound: {@code /etc/hosts} may name an IPv6 address on a machine without IPv6.
   *
   * @param bootstrap complete, except for the channel and its handler
   * @param makeRoom as for {@link AcceptFailures}
   * @throws BindException if an address is in use, or none is this machine's
   */
  static Listeners open(
      ServerBootstrap bootstrap,
      Transport transport,
      List<InetAddress> addresses,
      int port,
      Runnable makeRoom)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      var listeners = new Listeners();
      try {
        listeners.bind(bootstrap, transport, addresses, port, makeRoom);
        return listeners;
      } catch (BindException e) {
        listeners.close().forEach(ChannelFuture::awaitUninterruptibly);
        if (port != 0 || listeners.channels.isEmpty() || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void bind(
      ServerBootstrap bootstrap,
      Transport transport,
      List<InetAddress> addresses,
      int port,
      Runnable makeRoom)
      throws BindException {
    BindException missing = null;
    for (var address : addresses) {
      int samePort = channels.isEmpty() ? port : address().getPort();
      var bound =
          bootstrap
              .clone()
              .handler(new AcceptFailures(makeRoom))
              .channelFactory(() -> transport.newServerChannel(address))
              .bind(new InetSocketAddress(address, samePort))
              .awaitUninterruptibly();
      if (bound.isSuccess()) {
        channels.add(bound.channel());
      } else {
        var refused = ListenException.of(bound.cause());
        if (!refused.isNotOfThisMachine()) {
          throw refused;
        }
        missing = refused;
      }
    }
    if (channels.isEmpty() && missing != null) {
      throw missing;
    }
  }

  /** The first address, with the port that was picked. */
  InetSocketAddress address() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  List<InetSocketAddress> addresses() {
    return channels.stream().map(channel -> (InetSocketAddress) channel.localAddress()).toList();
  }

  static boolean areLoopback(List<InetAddress> addresses) {
    return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
  }

  List<ChannelFuture> close() {
    return channels.stream().map(Channel::close).toList();
  }
}
