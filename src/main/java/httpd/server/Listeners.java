package httpd.server;

import httpd.net.AcceptFailures;
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
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The listening sockets of a server, all with the same port: one for each address of {@code bind}.
 * A literal is one address; {@code localhost} may have one of IPv4 and one of IPv6.
 *
 * <p>An IPv4 address gets a socket of IPv4, so that {@code 0.0.0.0} is every address of IPv4 and no
 * other. {@code ::} is every address of both families.
 */
final class Listeners {

  /** The number of attempts to find a port that is free on each address. */
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
      } else if (isNotOfThisMachine(bound.cause())) {
        missing = failure(bound.cause());
      } else {
        throw failure(bound.cause());
      }
    }
    if (channels.isEmpty() && missing != null) {
      throw missing;
    }
  }

  /** Both transports report only the system's message, or the JDK's for a missing family. */
  private static boolean isNotOfThisMachine(Throwable cause) {
    var reason = reason(cause).toLowerCase(Locale.ROOT);
    return Stream.of("assign", "family", "ipv6 not available").anyMatch(reason::contains);
  }

  /** Converts the exception of either transport. */
  private static BindException failure(Throwable cause) {
    var refused = new BindException(reason(cause));
    refused.initCause(cause);
    return refused;
  }

  private static String reason(Throwable cause) {
    var root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** The first address, with the port that was picked. */
  InetSocketAddress address() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  /** All of them, in the order of the name's addresses. */
  List<InetSocketAddress> addresses() {
    return channels.stream().map(channel -> (InetSocketAddress) channel.localAddress()).toList();
  }

  /** Whether only this machine can connect. */
  static boolean areLoopback(List<InetAddress> addresses) {
    return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
  }

  /** Begins to close all. */
  List<ChannelFuture> close() {
    return channels.stream().map(Channel::close).toList();
  }
}
