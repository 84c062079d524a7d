package httpd.net;

import static io.netty.channel.ChannelOption.RECVBUF_ALLOCATOR;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashMap;
import java.util.Map;

/** The interface of the system that carries the connections. */
public enum Transport {
  /** epoll where its native library loads, otherwise NIO. */
  AUTO,
  /** Java's own selector, on every system. */
  NIO,
  /** Linux only; notices that a client leaves even while nothing is read from it. */
  EPOLL;

  /** Netty's NIO does not have the first one for a unix-domain socket. */
  private static final Map<ChannelOption<?>, Object> COMMON_OPTIONS =
      Map.of(
          // Otherwise a client that half-closes after its request would lose the answer.
          ChannelOption.ALLOW_HALF_CLOSURE, true, RECVBUF_ALLOCATOR, ReadSizes.OF_CLIENTS);

  boolean isEpoll() {
    return this == EPOLL || (this == AUTO && Epoll.isAvailable());
  }

  /** Returns what makes the selectors of event loops. */
  public IoHandlerFactory ioHandlers() {
    return isEpoll() ? EpollInterest.newFactory() : NioIoHandler.newFactory();
  }

  /** Returns the options of a listening socket, which accepted ones inherit over epoll. */
  public Map<ChannelOption<?>, Object> listenerOptions() {
    return isEpoll() ? InheritedOptions.ofConnections() : Map.of();
  }

  /** Returns the options of each accepted connection that are not inherited. */
  public Map<ChannelOption<?>, Object> connectionOptions() {
    var options = new LinkedHashMap<ChannelOption<?>, Object>();
    if (!isEpoll()) {
      options.put(ChannelOption.TCP_NODELAY, true);
      options.putAll(KeepAliveProbes.optionsOverNio());
    }
    options.putAll(COMMON_OPTIONS);
    return options;
  }

  /** Returns the options of each connection that is accepted over a unix-domain socket. */
  public Map<ChannelOption<?>, Object> unixConnectionOptions() {
    return isEpoll() ? COMMON_OPTIONS : Map.of(RECVBUF_ALLOCATOR, ReadSizes.OF_CLIENTS);
  }

  /**
   * Makes a listening socket for an address. Without a family it would be an IPv6 socket, for which
   * {@code 0.0.0.0} is every IPv6 address too.
   */
  public ServerSocketChannel newServerChannel(InetAddress address) {
    var family =
        address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return isEpoll()
        ? new EpollServerSocketChannel(family)
        : new NioServerSocketChannel(SelectorProvider.provider(), family);
  }
}
