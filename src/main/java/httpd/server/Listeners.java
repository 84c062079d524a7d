package httpd.server;

import httpd.net.ListenException;
import httpd.net.UnixListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The listening sockets of a server. Each address of a name has one; all that share a port have the
 * one of the configuration, or the free one that the first of them took.
 *
 * <p>An IPv4 address gets a socket of IPv4, so that {@code 0.0.0.0} is every address of IPv4 and no
 * other. {@code ::} is every address of both families.
 */
final class Listeners {

  private static final int ATTEMPTS = 8;

  private final ListenSockets sockets;
  private final List<Channel> channels = new ArrayList<>();
  private final List<UnixListener> unixListeners = new ArrayList<>();
  private final List<ListenAddress> addresses = new ArrayList<>();
  private int sharedPort;

  private Listeners(ListenSockets sockets, int port) {
    this.sockets = sockets;
    this.sharedPort = port;
  }

  /**
   * Listens on all places. An address that this machine does not have is left out, if another one
   * of the same name can be bound: {@code /etc/hosts} may name an IPv6 address on a machine without
   * IPv6.
   *
   * @throws BindException if an address is in use, or none of a name is this machine's
   */
  static Listeners open(ListenSockets sockets, ListenPlaces places, int port) throws IOException {
    for (int attempt = 1; ; attempt++) {
      var listeners = new Listeners(sockets, port);
      try {
        listeners.open(places);
        return listeners;
      } catch (IOException | RuntimeException e) {
        boolean mayRetry = port == 0 && listeners.sharedPort != 0 && e instanceof BindException;
        listeners.close().forEach(ChannelFuture::awaitUninterruptibly);
        if (!mayRetry || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void open(ListenPlaces places) throws IOException {
    for (var place : places.tcp()) {
      bind(place);
    }
    for (var unix : places.unix()) {
      listen(unix);
    }
    for (var inherited : places.inherited()) {
      add(sockets.register(inherited.newChannel(), inherited.isUnix()));
      addresses.add(ListenAddress.of(inherited.address()));
    }
  }

  private void bind(ListenPlaces.Tcp place) throws BindException {
    ListenException missing = null;
    boolean found = false;
    var before = tcp();
    for (var address : place.addresses()) {
      int port = place.isShared() ? sharedPort : place.port();
      var at = new InetSocketAddress(address, port);
      if (before.contains(at)) { // Another place has it too.
        found = true;
        continue;
      }
      var bound = sockets.bind(at);
      if (bound.isSuccess()) {
        found = true;
        add(bound.channel(), place.isShared());
      } else {
        var refused = ListenException.of(bound.cause()).at(place.host(), port);
        if (!refused.isNotOfThisMachine()) {
          throw refused;
        }
        missing = refused;
      }
    }
    if (!found && missing != null) {
      throw missing;
    }
  }

  private void add(Channel channel, boolean shared) {
    var address = (InetSocketAddress) channel.localAddress();
    add(channel);
    addresses.add(ListenAddress.of(address));
    if (shared) {
      sharedPort = address.getPort();
    }
  }

  private void add(Channel channel) {
    channels.add(channel);
  }

  private void listen(ListenAddress.Unix unix) throws IOException {
    try {
      var listener = sockets.listen(unix);
      unixListeners.add(listener);
      add(sockets.register(listener.channel(), true));
      addresses.add(unix);
    } catch (ListenException refused) {
      throw refused.at(unix.toString(), 0);
    }
  }

  /** The first address of TCP, with the port that was picked. */
  InetSocketAddress address() {
    return tcp().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("it listens on no port, on " + addresses));
  }

  List<InetSocketAddress> tcp() {
    return channels.stream()
        .map(Channel::localAddress)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /** All places, with the ports that were picked. */
  List<ListenAddress> all() {
    return List.copyOf(addresses);
  }

  /** Begins to accept connections, which have waited so far. */
  void accept() {
    channels.forEach(channel -> channel.config().setAutoRead(true));
  }

  List<ChannelFuture> close() {
    unixListeners.forEach(UnixListener::close);
    return channels.stream().map(Channel::close).toList();
  }
}
