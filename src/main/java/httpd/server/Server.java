package httpd.server;

import httpd.Handler;
import httpd.line.CloseTasks;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An HTTP/1.1 server for one handler.
 *
 * <pre>{@code
 * try (var server = Server.start(8080, request -> Response.text("hello"))) {
 *   server.join();
 * }
 * }</pre>
 *
 * <p>Connections are carried by a few event loops, named {@code httpd-loop}; each call of the
 * handler runs on a virtual thread. All methods may be called from any thread but an event loop.
 */
public final class Server implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("httpd");
  private static final int BACKLOG = 4096;

  /** A last bound for event loops to end, once all connections are closed. */
  private static final Duration LOOPS_END = Duration.ofSeconds(2);

  private final ServerConfig config;
  private final EventStreams eventStreams;
  private final EventLoopGroup loops;
  private final ChannelGroup connections =
      new DefaultChannelGroup("httpd-connections", GlobalEventExecutor.INSTANCE, true);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Channel listener;

  private Server(ServerConfig config, Handler handler) throws IOException {
    this.config = config;
    this.eventStreams = new EventStreams(config);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            config.eventLoops(),
            new DefaultThreadFactory("httpd-loop"),
            config.transport().ioHandlers());
    try {
      this.listener = listen(handler);
    } catch (IOException | RuntimeException e) {
      endLoops();
      throw e;
    }
  }

  /** Starts on loopback; port 0 picks a free one. */
  public static Server start(int port, Handler handler) throws IOException {
    return start(ServerConfig.defaults().withPort(port), handler);
  }

  /**
   * Starts; when this returns, the server is listening.
   *
   * @throws BindException if the address is in use or not this machine's
   * @throws UnknownHostException if there is no such address
   */
  public static Server start(ServerConfig config, Handler handler) throws IOException {
    return new Server(config, handler);
  }

  /** Where it listens, with the port that was picked. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Where it listens, as a client on this machine would write it. */
  public URI uri() {
    var address = address().getAddress();
    var host = address.getHostAddress();
    return URI.create(
        "http://%s:%d/"
            .formatted(
                address instanceof Inet6Address ? "[" + host.replaceFirst("%.*", "") + "]" : host,
                address().getPort()));
  }

  /** Waits until the server is closed. */
  public void join() throws InterruptedException {
    closed.await();
  }

  /**
   * Stops: accepts no more, cuts streams of lines, lets eager answers finish and ends event streams
   * one after the other for as long as the {@linkplain ServerConfig#drain configuration} allows,
   * then closes what is left. Returns when all is closed, the bodies of the streams too unless they
   * take longer than the same time; calls after the first wait for it too.
   */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      listener.close().awaitUninterruptibly();
      eventStreams.stop(config.drain());
      connections.forEach(this::tellStopping);
      connections.newCloseFuture().awaitUninterruptibly(config.drain().toMillis());
      connections.close().awaitUninterruptibly();
      awaitBodies();
      endLoops();
      closed.countDown();
    }
    awaitClosed();
  }

  private Channel listen(Handler handler) throws IOException {
    var address = bindAddress();
    var gate = SiteGate.of(config.sites(), address.getAddress().isLoopbackAddress(), handler);
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(config.transport().serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new AcceptFailures())
            .childOption(ChannelOption.TCP_NODELAY, true)
            // Otherwise a client that half-closes behind its request would lose the answer.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new HttpPipeline(gate, config, eventStreams, connections))
            .bind(address)
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    var refused = new BindException(bound.cause().getMessage()); // epoll has a type of its own.
    refused.initCause(bound.cause());
    throw refused;
  }

  private InetSocketAddress bindAddress() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(config.bind()), config.port());
  }

  private void tellStopping(Channel connection) {
    connection
        .eventLoop()
        .execute(() ->
            connection.pipeline().fireUserEventTriggered(ExchangeHandler.ServerEvent.STOPPING));
  }

  private void awaitBodies() {
    try {
      if (!CloseTasks.await(config.drain())) {
        LOG.log(System.Logger.Level.WARNING, "stopped, but a body is still being closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endLoops() {
    loops.shutdownGracefully(0, LOOPS_END.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private void awaitClosed() {
    boolean interrupted = false;
    while (closed.getCount() > 0) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
