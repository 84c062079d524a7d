package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.upstream.connect.ConnectionCounts;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.ConnectionPools;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.connect.TrustedAuthorities;
import httpd.upstream.request.Content;
import httpd.upstream.request.Origin;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import httpd.upstream.request.UpstreamRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to other HTTP servers (HTTP/1.1, RFC 9112), for lines or for a response unchanged.
 *
 * <p>Connects nowhere before the first request. A connection runs on the event loop that takes the
 * response, or on one of a few daemon threads of the client, which start when needed and end with
 * {@link #close} ({@code docs/decisions/0010-upstream-loops.md}). A connection whose request and
 * response were complete stays there, idle, for another request to the same origin. All methods may
 * be called from any thread and return at once.
 */
public class UpstreamClient implements AutoCloseable {

  private final UpstreamLimits limits;
  private final DialSettings settings;

  /** Grows under the lock, so that a close sees every exchange. */
  private final Set<UpstreamExchange> exchanges = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final ConnectionPools pools;
  private boolean closed; // Guarded by the lock.

  public UpstreamClient() {
    this("httpd-upstream", UpstreamLimits.DEFAULT);
  }

  UpstreamClient(String threadName, UpstreamLimits limits) {
    this(threadName, limits, DialSettings.usual(TrustedAuthorities::contextOfTheProcess));
  }

  UpstreamClient(String threadName, UpstreamLimits limits, DialSettings settings) {
    this.pools = new ConnectionPools(threadName, this::loopHasEnded);
    this.limits = limits;
    this.settings = settings;
  }

  /** The client that the process shares. It lives as long as the process; a close does nothing. */
  public static UpstreamClient shared() {
    return Shared.CLIENT;
  }

  /**
   * The lines of the response to one request. Connects and sends at the first poll.
   *
   * <p>The caller's headers are sent unchanged. {@code Host}, {@code User-Agent} and {@code Accept}
   * are added where they are missing, and {@code Authorization} if the URL has a user name. Fields
   * that frame the message or concern the connection are replaced: {@code Content-Length}, {@code
   * Connection} and the like, and {@code Accept-Encoding}, which becomes {@code identity}.
   *
   * @param method a token such as GET; not CONNECT
   * @param address an {@code http:}, {@code https:} or {@code http+unix:} URL; its path and query
   *     are sent unchanged
   * @param body sent in UTF-8 with its length; null for none
   * @return a source, to be closed, that fails with an {@link UpstreamException} if the upstream
   *     cannot be reached, answers neither 2xx nor a redirect that can be followed, or breaks off
   * @throws IllegalArgumentException if the method or the address is invalid, naming it and the
   *     remedy
   */
  public LineSource open(String method, URI address, Headers headers, @Nullable String body) {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(headers, "headers");
    var request = UpstreamRequest.forLines(method, address, headers, body);
    loadTls(request);
    return new UpstreamLines(this, request, limits);
  }

  /**
   * Passes a request on, at once. Adds only {@code Host} and what frames the message.
   *
   * @param body its bytes, in pieces or lines; null for none. Closed when the exchange is over, but
   *     not if no connection could be made
   * @param length of the body; negative if it is unknown
   * @param near the event loop that will take the response, so that it need not be woken; null for
   *     any
   * @return to be closed
   * @throws IllegalArgumentException if the method is not a token, or is CONNECT
   */
  public UpstreamCall pass(
      String method,
      UpstreamAddress address,
      Headers headers,
      @Nullable LineSource body,
      long length,
      UpstreamLimits limits,
      @Nullable Executor near) {
    return pass(method, address, headers, body, length, limits, near, Reception.BY_LINE);
  }

  /** Passes a request on, whose response is received as the last argument says. */
  public UpstreamCall pass(
      String method,
      UpstreamAddress address,
      Headers headers,
      @Nullable LineSource body,
      long length,
      UpstreamLimits limits,
      @Nullable Executor near,
      Reception reception) {
    boolean onContinue = headers.has("Expect");
    var content = body == null ? Content.NONE : new Content.Stream(body, length, onContinue);
    var request = UpstreamRequest.passedOn(method, address, headers, content);
    return begin(request, limits, true, near, reception);
  }

  /**
   * Sends a GET, at once, for a response whose body comes in pieces, even if it is text. Adds only
   * {@code Host}.
   *
   * @param near as in {@link #pass}
   * @return to be closed
   */
  public UpstreamCall get(
      UpstreamAddress address, Headers headers, UpstreamLimits limits, @Nullable Executor near) {
    var request = UpstreamRequest.passedOn("GET", address, headers, Content.NONE);
    return begin(request, limits, false, near, Reception.BY_LINE);
  }

  private UpstreamCall begin(
      UpstreamRequest request,
      UpstreamLimits limits,
      boolean byLine,
      @Nullable Executor near,
      Reception reception) {
    loadTls(request);
    var call = new UpstreamCall();
    var receiver = call.receiver(request, byLine, reception);
    var exchange = exchange(request, limits, receiver, near);
    if (exchange == null) {
      receiver.failed(UpstreamException.clientClosed(request));
    } else {
      call.start(exchange);
    }
    return call;
  }

  /** Loads certificates on the caller's thread, since that takes a while the first time. */
  private void loadTls(UpstreamRequest request) {
    if (request.address().origin().secure()) {
      var _ = settings.tls().get();
    }
  }

  /** Fails the exchanges of a loop that has ended: nothing else will. */
  private void loopHasEnded(ConnectionPool pool) {
    for (var exchange : exchanges) {
      if (exchange.isOn(pool)) {
        exchange.loopHasEnded();
      }
    }
  }

  /** Returns the connections by origin: those that are in use, and those that are not. */
  public CompletableFuture<Map<Origin, ConnectionCounts>> connections() {
    return pools
        .idle()
        .thenApply(idle -> {
          var counts = new HashMap<Origin, ConnectionCounts>();
          idle.forEach((origin, count) -> counts.put(origin, new ConnectionCounts(0, count)));
          var busy = new ConnectionCounts(1, 0);
          exchanges.forEach(each -> counts.merge(each.origin(), busy, ConnectionCounts::plus));
          return counts;
        });
  }

  public void closeIdle() {
    pools.closeIdle();
  }

  /**
   * Closes every connection and ends the threads. Sources that have not ended fail, and so does any
   * source that is first polled from now on. Does not wait.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    // Before the connections are closed, which a body without framing would take for its end.
    exchanges.forEach(UpstreamExchange::clientCloses);
    pools.close();
  }

  /** Makes an exchange on one of the event loops, not started; null if the client is closed. */
  @Nullable UpstreamExchange exchange(
      UpstreamRequest request,
      UpstreamLimits limits,
      ResponseListener receiver,
      @Nullable Executor near) {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      var pool = pools.near(near);
      var exchange =
          new UpstreamExchange(request, limits, receiver, pool, settings, exchanges::remove);
      exchanges.add(exchange);
      return exchange;
    } finally {
      lock.unlock();
    }
  }

  private static final class Shared extends UpstreamClient {
    private static final UpstreamClient CLIENT = new Shared();

    private Shared() {
      super("httpd-upstream-shared", UpstreamLimits.DEFAULT);
    }

    @Override
    public void close() {
      // The rest of the process uses it.
    }
  }
}
