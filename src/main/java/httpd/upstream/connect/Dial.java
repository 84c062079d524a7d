package httpd.upstream.connect;

import httpd.net.ErrorText;
import httpd.net.LoopTask;
import httpd.net.SocketType;
import httpd.upstream.request.Origin;
import httpd.upstream.request.UpstreamException.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection.
 *
 * <pre>
 *   RESOLVING ──────► CONNECTING ──────► SECURING (https) ──────► DONE: connected
 *       │                  │                  │
 *       └──────────────────┴──────────────────┴─────────────────► DONE: failed
 *         failure · time limit · cancelled (the listener is not called)
 * </pre>
 *
 * <p>Runs on one event loop, except the lookup of a name ({@link NameLookup}). An {@link
 * AddressRace} chooses among the addresses of a name.
 */
public final class Dial {

  /** Called once, on the event loop unless a method says otherwise. */
  public interface Listener {

    /** The channel is open; the listener owns it. */
    void connected(Channel channel);

    void fail(Kind kind, String what, @Nullable Throwable cause);

    /** The event loop has ended meanwhile. Any thread. */
    void loopHasEnded();
  }

  private final ConnectionPool pool;
  private final IoEventLoop loop;
  private final SocketType type;
  private final Origin origin;
  private final Duration limit;
  private final DialSettings settings;
  private final Listener listener;

  private @Nullable AddressRace race;
  private @Nullable Channel channel;
  private @Nullable Future<?> timeLimit;
  private boolean done;

  public Dial(
      ConnectionPool pool,
      Origin origin,
      Duration limit,
      DialSettings settings,
      Listener listener) {
    this.pool = pool;
    this.loop = pool.loop();
    this.type = Objects.requireNonNull(SocketType.of(loop));
    this.origin = origin;
    this.limit = limit;
    this.settings = settings;
    this.listener = listener;
  }

  public void start() {
    timeLimit = loop.schedule(this::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
    var literal = literal(origin.host());
    if (origin.socket() != null) {
      connect(List.of(type.address(origin.socket())));
    } else if (literal != null) {
      connect(withPort(List.of(literal)));
    } else {
      settings.names().find(origin.host()).whenComplete(this::lookedUp);
    }
  }

  public void cancel() {
    if (finish()) {
      closeAll();
    }
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  /** On any thread. */
  private void lookedUp(@Nullable List<InetAddress> found, @Nullable Throwable failure) {
    if (found != null) {
      onLoop(() -> connect(withPort(found)));
    } else if (failure instanceof NameLookup.TooManyException) {
      onLoop(() -> fail(Kind.TOO_MANY, ErrorText.reason(failure), failure));
    } else if (failure != null) {
      onLoop(() -> fail(Kind.UNREACHABLE, "unknown host: " + ErrorText.reason(failure), failure));
    }
  }

  private List<InetSocketAddress> withPort(List<InetAddress> hosts) {
    return hosts.stream().map(host -> new InetSocketAddress(host, origin.port())).toList();
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(loop, task, listener::loopHasEnded);
  }

  private void connect(List<? extends SocketAddress> addresses) {
    if (!done) {
      race = new AddressRace(pool, origin, bootstrap(), settings.limits().get(), this);
      race.start(addresses);
    }
  }

  private Bootstrap bootstrap() {
    var bootstrap =
        new Bootstrap()
            .group(loop)
            // A response may be there although a write has failed.
            .option(ChannelOption.AUTO_CLOSE, false)
            // This class has one limit for all addresses.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    fill(channel);
                  }
                });
    return origin.socket() != null
        ? bootstrap.channel(type.unix())
        : bootstrap
            .channel(type.tcp())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true);
  }

  private void fill(Channel channel) {
    pool.add(channel);
    if (origin.secure()) {
      UpstreamHandshake.prepare(channel, origin, settings.tls().get());
    }
  }

  void won(Channel connected) {
    channel = connected;
    if (origin.secure()) {
      secure(connected);
    } else {
      succeed(connected);
    }
  }

  private void secure(Channel connected) {
    UpstreamHandshake.await(
        connected,
        origin,
        (why, cause) -> {
          if (done || why != null) {
            connected.close();
          }
          if (why == null) {
            succeed(connected);
          } else {
            fail(Kind.UNREACHABLE, why, cause);
          }
        });
  }

  private void giveUp() {
    if (!done) {
      fail(Kind.CONNECT_TIMEOUT, "no connection within " + limit.toMillis() + " ms", null);
      closeAll();
    }
  }

  private void closeAll() {
    if (race != null) {
      race.stop();
    }
    if (channel != null) {
      channel.close();
    }
  }

  private void succeed(Channel connected) {
    if (finish()) {
      listener.connected(connected);
    }
  }

  void fail(Kind kind, String what, @Nullable Throwable cause) {
    if (finish()) {
      listener.fail(kind, what, cause);
    }
  }

  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    if (timeLimit != null) {
      timeLimit.cancel(false);
    }
    return true;
  }
}
