package httpd.server;

import httpd.net.AcceptFailures;
import httpd.net.ListenException;
import httpd.net.Transport;
import httpd.net.UnixListener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** Makes the listening sockets of a server, with the options of their connections. */
final class ListenSockets {

  private static final int BACKLOG = 4096;

  private final Transport transport;
  private final EventLoopGroup loops;
  private final ChannelHandler connections;
  private final boolean acceptsAtOnce;
  private final Runnable makeRoom;

  /**
   * Prepares them.
   *
   * @param connections sets up each accepted connection
   * @param acceptsAtOnce whether a socket accepts from the moment that it listens
   * @param makeRoom as for {@link AcceptFailures}
   */
  ListenSockets(
      Transport transport,
      EventLoopGroup loops,
      ChannelHandler connections,
      boolean acceptsAtOnce,
      Runnable makeRoom) {
    this.transport = transport;
    this.loops = loops;
    this.connections = connections;
    this.acceptsAtOnce = acceptsAtOnce;
    this.makeRoom = makeRoom;
  }

  private ServerBootstrap bootstrap() {
    return new ServerBootstrap()
        .group(loops)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.AUTO_READ, acceptsAtOnce)
        .handler(new AcceptFailures(makeRoom))
        .childHandler(connections);
  }

  private ServerBootstrap ofTcp() {
    var bootstrap = bootstrap().option(ChannelOption.SO_REUSEADDR, true);
    transport.listenerOptions().forEach((option, value) -> bootstrap.option(of(option), value));
    return with(transport.connectionOptions(), bootstrap);
  }

  private ServerBootstrap ofUnix() {
    return with(transport.unixConnectionOptions(), bootstrap());
  }

  private static ServerBootstrap with(
      Map<ChannelOption<?>, Object> options, ServerBootstrap bootstrap) {
    options.forEach((option, value) -> bootstrap.childOption(of(option), value));
    return bootstrap;
  }

  @SuppressWarnings("unchecked") // Option and value come from one table.
  private static ChannelOption<Object> of(ChannelOption<?> option) {
    return (ChannelOption<Object>) option;
  }

  /** Binds one address; returns when that is done, or has failed. */
  ChannelFuture bind(InetSocketAddress at) {
    return ofTcp()
        .channelFactory(() -> transport.newServerChannel(at.getAddress()))
        .bind(at)
        .awaitUninterruptibly();
  }

  UnixListener listen(ListenAddress.Unix at) throws IOException {
    return UnixListener.open(transport, at.path(), at.mode(), at.owner(), at.group());
  }

  /** Has a socket that listens already carried by an event loop. */
  Channel register(ServerChannel listening, boolean unix) throws IOException {
    var registered =
        (unix ? ofUnix() : ofTcp())
            .channelFactory(() -> listening)
            .register()
            .awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw ListenException.of(registered.cause());
    }
    return listening;
  }
}
