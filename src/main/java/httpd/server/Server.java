package httpd.server;

import httpd.Handler;
import httpd.coding.CodingRules;
import httpd.http.AddressText;
import httpd.limit.Bound;
import httpd.line.log.LogRate;
import httpd.server.answer.CountingLogs;
import httpd.server.answer.EventStreamPolicy;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.ServerShare;
import httpd.server.tls.ServerTls;
import httpd.server.tls.TlsCertificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server for one handler.
 *
 * <pre>{@code
 * try (var server = Server.start(8080, request -> Response.text("hello"))) {
 *   server.join();
 * }
 * }</pre>
 *
 * <p>A few event loops, named {@code httpd-loop}, carry the connections; each call of the handler
 * runs on a virtual thread. All methods may be called from any thread, also of the server; {@link
 * #join} never returns on a thread that the server waits for.
 */
public final class Server implements AutoCloseable {

  /** What is spoken over TLS, the preferred one first. */
  private static final List<String> PROTOCOLS = List.of("h2", "http/1.1", "http/1.0");

  private final ServerConfig config;
  private final @Nullable ServerTls tls;
  private final EventStreamPolicy eventStreams;
  private final ServerLoops loops;
  private final ChannelGroup connections =
      new DefaultChannelGroup("httpd-connections", GlobalEventExecutor.INSTANCE, true);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ServerListeners listeners;

  private Server(ServerConfig given, Handler handler) throws IOException {
    var settings = given.tls();
    this.tls = settings == null ? null : ServerTls.load(settings, PROTOCOLS);
    this.config = given.withAccessLog(GuardedAccessLog.of(given.accessLog()));
    this.eventStreams = new EventStreamPolicy(config.heartbeat(), config.maxStreamAge());
    this.loops = new ServerLoops(config);
    try {
      this.listeners = listen(handler);
      if (tls != null) {
        tls.watch();
      }
    } catch (IOException | RuntimeException e) {
      loops.end();
      if (tls != null) {
        tls.close();
      }
      throw e;
    }
    // There is one log of errors in the process: the server that started last sets its rate.
    var logRate = config.limits().of(Bound.LOG_RATE);
    LogRate.set(logRate.most(), () -> logRate.reached(() -> "left out a message of this log"));
  }

  /** Starts on loopback; port 0 picks a free one. */
  public static Server start(int port, Handler handler) throws IOException {
    Objects.requireNonNull(handler, "handler");
    return start(ServerConfig.defaults().withPort(port), handler);
  }

  /**
   * Starts a server, which is listening when this returns.
   *
   * @throws BindException if the address is in use or not this machine's
   * @throws UnknownHostException if there is no such address
   * @throws NullPointerException naming what is null, before anything is opened
   */
  public static Server start(ServerConfig config, Handler handler) throws IOException {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(handler, "handler");
    return new Server(config, handler);
  }

  /**
   * Returns the address that it listens on, with the actual port; the first of several.
   *
   * @throws IllegalStateException if it listens on unix-domain sockets alone
   */
  public InetSocketAddress address() {
    return listeners.address();
  }

  /** Returns all addresses of TCP that it listens on. */
  public List<InetSocketAddress> addresses() {
    return listeners.tcp();
  }

  /** Returns all places that it listens on, with the ports that were picked. */
  public List<ListenAddress> places() {
    return listeners.all();
  }

  /**
   * Returns the address as a client on this machine would write it; {@code http+unix:SOCKET:/} if
   * it listens on unix-domain sockets alone.
   */
  public URI uri() {
    if (addresses().isEmpty() && places().getFirst() instanceof ListenAddress.Unix unix) {
      return URI.create("http+unix:" + unix.path().toUri().getRawPath() + ":/");
    }
    var host = AddressText.inUri(address().getAddress());
    return URI.create(
        (tls == null ? "http://" : "https://") + host + ":" + address().getPort() + "/");
  }

  /** Returns the addresses on which it redirects to TLS; there may be none. */
  public List<InetSocketAddress> redirectingAddresses() {
    return listeners.redirecting();
  }

  /** Returns its certificates; null without TLS. */
  public @Nullable TlsCertificates tls() {
    return tls;
  }

  /** Waits until the server is closed. */
  public void join() throws InterruptedException {
    closed.await();
  }

  /**
   * Stops: accepts no more connections, cuts streams of lines, completes eager answers and ends
   * event streams one after the other for as long as the {@linkplain ServerConfig#drain
   * configuration} allows, then closes the rest. Returns when all is closed, the bodies of the
   * streams too unless they take longer than the same time; calls after the first wait for it too.
   *
   * <p>On a thread of this server, such as a handler's, an iterator's or an access log's, it only
   * begins the stop and returns at once: the request of a handler that calls it is answered first.
   * {@link #join} tells other threads when the stop is over.
   */
  @Override
  public void close() {
    boolean first = closing.compareAndSet(false, true);
    if (first) {
      beginStop();
    }
    if (loops.carryThisThread()) {
      if (first) {
        Thread.ofPlatform().daemon(false).name("httpd-stop").start(this::finishStop);
      }
      return; // The stop waits for this thread.
    }
    if (first) {
      finishStop();
    }
    awaitClosed();
  }

  /**
   * Begins the stop without waiting. A response that is sent later is the last of its connection.
   */
  private void beginStop() {
    listeners.close();
    eventStreams.stop(config.drain());
    connections.forEach(this::tellStopping);
  }

  private void finishStop() {
    listeners.close().forEach(ChannelFuture::awaitUninterruptibly);
    connections.forEach(this::tellStopping); // Also those that were accepted meanwhile.
    connections.newCloseFuture().awaitUninterruptibly(config.drain().toMillis());
    connections.close().awaitUninterruptibly();
    loops.awaitBodies(config.drain());
    loops.end();
    if (tls != null) {
      tls.close();
    }
    config.limits().logRest();
    closed.countDown();
  }

  private ExchangeLog.Begin logs() {
    var logs = LoggedExchange.begin(config.accessLog());
    return config.meter() instanceof CountingLogs meter ? meter.counting(logs) : logs;
  }

  private ServerListeners listen(Handler handler) throws IOException {
    var places = ListenPlaces.of(config);
    var gate = SiteGate.of(config.sites(), places.areLoopback(), handler);
    var share =
        new ServerShare(
            gate, config.limits(), logs(), eventStreams, new CodingRules(config.compress()));
    var pipeline = new HttpPipeline(share, config.proxyHeaders(), tls, connections, closing::get);
    var opened = ServerListeners.open(config, loops.group(), pipeline, places);
    opened.acceptAfter(config.whenBound());
    return opened;
  }

  /**
   * Completes when every event loop has run a task, and a virtual thread has run: a server that
   * hangs never completes it.
   */
  public CompletableFuture<Void> probe() {
    return loops.probe();
  }

  private void tellStopping(Channel connection) {
    connection.eventLoop().execute(() -> HttpPipeline.tellStopping(connection));
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
