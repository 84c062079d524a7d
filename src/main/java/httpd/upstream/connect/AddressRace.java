package httpd.upstream.connect;

import httpd.http.AddressText;
import httpd.limit.Limits;
import httpd.net.ErrorText;
import httpd.upstream.request.Origin;
import httpd.upstream.request.UpstreamException.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that accepts (RFC 8305, section 5).
 *
 * <pre>
 *             the first attempt        250 ms later, or when an attempt fails
 *   IDLE ─────────────────────► RACING ────────────────────────────────► RACING, one more attempt
 *                                 │
 *                                 ├─ one has connected: the others are closed ──► OVER: won
 *                                 ├─ all have failed ───────────────────────────► OVER: lost
 *                                 └─ stop() ────────────────────────────────────► OVER
 * </pre>
 *
 * <p>Runs on one event loop.
 */
final class AddressRace {

  static final int DELAY_MILLIS = 250;

  private final ConnectionPool pool;
  private final IoEventLoop loop;
  private final Origin origin;
  private final Bootstrap bootstrap;
  private final Limits limits;
  private final Dial dial;

  private final Queue<SocketAddress> untried = new ArrayDeque<>();
  private final Set<Channel> attempts = new LinkedHashSet<>();
  private @Nullable Future<?> nextAttempt;
  private @Nullable Throwable firstFailure;
  private String firstReason = "the name has no address";
  private boolean over;

  AddressRace(ConnectionPool pool, Origin origin, Bootstrap bootstrap, Limits limits, Dial dial) {
    this.pool = pool;
    this.loop = pool.loop();
    this.origin = origin;
    this.bootstrap = bootstrap;
    this.limits = limits;
    this.dial = dial;
  }

  void start(List<? extends SocketAddress> addresses) {
    untried.addAll(addresses);
    if (untried.isEmpty()) {
      lose(Kind.UNREACHABLE, firstReason, null);
    } else {
      tryNext();
    }
  }

  void stop() {
    over = true;
    stopWaiting();
    List.copyOf(attempts).forEach(Channel::close);
  }

  private void stopWaiting() {
    if (nextAttempt != null) {
      nextAttempt.cancel(false);
      nextAttempt = null;
    }
  }

  private void tryNext() {
    stopWaiting();
    if (over || untried.isEmpty()) {
      return;
    }
    if (ConnectionPlace.isFull(limits)) {
      pool.makeRoom();
    }
    if (!attempts.isEmpty() && ConnectionPlace.isFull(limits)) {
      return; // An attempt that fails leaves its place to the next one.
    }
    var place = ConnectionPlace.take(limits, origin);
    if (place == null) {
      lose(Kind.TOO_MANY, "too many connections to upstreams", null);
    } else {
      connect(place, untried.remove());
    }
  }

  private void connect(ConnectionPlace place, SocketAddress address) {
    try {
      var connecting = bootstrap.connect(address);
      place.give(connecting.channel());
      attempts.add(connecting.channel());
      connecting.addListener(connected -> connected(connecting, place, address));
      if (!untried.isEmpty()) {
        nextAttempt = loop.schedule(this::tryNext, DELAY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (RejectedExecutionException loopEnds) {
      place.release();
      lose(Kind.UNREACHABLE, "no event loop to connect on", loopEnds);
    } catch (OutOfMemoryError noMemory) {
      place.release();
      lose(Kind.UNREACHABLE, "no memory to connect", noMemory);
    }
  }

  private void connected(ChannelFuture connecting, ConnectionPlace place, SocketAddress address) {
    attempts.remove(connecting.channel());
    if (!connecting.isSuccess()) {
      place.release();
      failed(connecting.cause(), address);
    } else if (over) {
      connecting.channel().close();
    } else {
      stop();
      dial.won(connecting.channel());
    }
  }

  private void failed(Throwable cause, SocketAddress address) {
    if (firstFailure == null) {
      firstFailure = cause;
      firstReason = "cannot connect: " + reason(cause, address);
    }
    if (!untried.isEmpty()) {
      tryNext();
    } else if (attempts.isEmpty()) {
      lose(Kind.UNREACHABLE, firstReason, firstFailure);
    }
  }

  /** Shortens IPv6 addresses, which Netty writes with all their zeros. */
  private static String reason(Throwable cause, SocketAddress address) {
    var reason = ErrorText.reason(cause);
    return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address
        ? reason.replace(address.toString(), AddressText.withPort(inet))
        : reason;
  }

  private void lose(Kind kind, String what, @Nullable Throwable cause) {
    if (!over) {
      stop();
      dial.fail(kind, what, cause);
    }
  }
}
