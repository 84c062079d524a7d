package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.ConnectionPools;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.request.Content;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseListener;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks other HTTP servers (HTTP/1.1, RFC 9112), for lines or for a response as it is.
 *
 * <p>Nothing is connected before the first request. A connection is carried by the event loop that
 * is to take the response, if there is one, or by one of a few daemon threads of the client's own,
 * started then and ended by {@link #close}; none ever waits ({@code
 * docs/decisions/0010-upstream-loops.md}). A connection whose request and response were whole waits
 * there for another request to the same origin. All methods may be called from any thread and
 * return at once.
 */
public class UpstreamClient implements AutoCloseable {

  private final UpstreamLimits limits;
  private final DialSettings settings;

  /** Added to under the lock, so that a close sees them all. */
  private final Set<UpstreamExchange> exchanges = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final ConnectionPools pools;
  private boolean closed; // Guarded by the lock.

  /** A client of one's own, to be closed. */
  public UpstreamClient() {
    this("httpd-upstream", UpstreamLimits.DEFAULT);
  }

  public UpstreamClient(String threadName, UpstreamLimits limits) {
    this(threadName, limits, SystemTls::context);
  }

  public UpstreamClient(String threadName, UpstreamLimits limits, Supplier<SslContext> tls) {
    this(threadName, limits, DialSettings.usual(tls));
  }

  public UpstreamClient(String threadName, UpstreamLimits limits, DialSettings settings) {
    this.pools = new ConnectionPools(threadName, this::loopHasEnded);
    this.limits = limits;
    this.settings = settings;
  }

  /** The one for the whole process; it lives as long as that, and closing it does nothing. */
  public static UpstreamClient shared() {
    return Shared.CLIENT;
  }

  /**
   * The lines of the response to one request. Nothing is opened or sent before the first poll.
   *
   * <p>Sent are the caller's headers as they are, with {@code Host}, {@code User-Agent} and {@code
   * Accept} added where they are missing, and {@code Authorization} if the URL carries a user name.
   * What frames the message or concerns the connection alone is the client's and replaced: {@code
   * Content-Length}, {@code Connection} and the like, and {@code Accept-Encoding}, which asks for
   * lines as they are.
   *
   * @param method a token such as GET; CONNECT is none that has lines
   * @param address an {@code http:}, {@code https:} or {@code http+unix:} URL; its path and query
   *     are sent as they are written
   * @param body sent in UTF-8 with its length, or null for none
   * @return a source that fails with an {@link UpstreamException} if the upstream cannot be
   *     reached, answers neither 2xx nor a redirect that can be followed, or breaks off; close it
   * @throws IllegalArgumentException if method or address cannot be used, naming them and the
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
   * Passes a request on, at once, with these headers and no others but {@code Host} and what frames
   * the message.
   *
   * @param body its bytes, in pieces or lines; closed when the exchange is over, but not if no
   *     connection could be made; null for none
   * @param length of the body if it is known, otherwise negative
   * @param near the event loop that will take the response, which spares it being woken; null for
   *     any
   * @return to be closed
   * @throws IllegalArgumentException if the method is no token, or CONNECT
   */
  public UpstreamCall pass(
      String method,
      UpstreamAddress address,
      Headers headers,
      @Nullable LineSource body,
      long length,
      UpstreamLimits limits,
      @Nullable Executor near) {
    boolean onContinue = headers.has("Expect");
    var content = body == null ? Content.NONE : new Content.Stream(body, length, onContinue);
    return begin(UpstreamRequest.passedOn(method, address, headers, content), limits, true, near);
  }

  /**
   * Asks for a response whose bytes are wanted as they come, text too, with these headers and no
   * others but {@code Host}; at once.
   *
   * @param near as for {@link #pass}
   * @return to be closed
   */
  public UpstreamCall get(
      UpstreamAddress address, Headers headers, UpstreamLimits limits, @Nullable Executor near) {
    var request = UpstreamRequest.passedOn("GET", address, headers, Content.NONE);
    return begin(request, limits, false, near);
  }

  private UpstreamCall begin(
      UpstreamRequest request, UpstreamLimits limits, boolean byLine, @Nullable Executor near) {
    loadTls(request);
    var call = new UpstreamCall();
    var receiver = call.receiver(request, byLine);
    var exchange = exchange(request, limits, receiver, near);
    if (exchange == null) {
      receiver.failed(UpstreamExchange.clientClosed(request));
    } else {
      call.start(exchange);
    }
    return call;
  }

  /** On the caller's thread: the first time, to read what the system trusts takes a while. */
  private void loadTls(UpstreamRequest request) {
    if (request.address().origin().secure()) {
      var _ = settings.tls().get();
    }
  }

  /** What was under way there will hear of nothing else. */
  private void loopHasEnded(ConnectionPool pool) {
    for (var exchange : exchanges) {
      if (exchange.isOn(pool)) {
        exchange.loopHasEnded();
      }
    }
  }

  /** Closes the connections that wait for another request. Does not wait. */
  public void closeWaiting() {
    pools.closeWaiting();
  }

  /**
   * Closes every connection and ends the threads. Sources that had not ended fail, and so does any
   * that is polled for the first time from now on. Does not wait.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    // Each hears of it before its connection is closed, which a body without framing takes for its
    // end.
    exchanges.forEach(UpstreamExchange::clientCloses);
    pools.close();
  }

  /** An exchange on one of the event loops, not started; null if the client is closed. */
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

  /** What the system trusts, for all clients. */
  private static final class SystemTls {
    private static final SslContext CONTEXT = make();

    private SystemTls() {}

    static SslContext context() {
      return CONTEXT;
    }

    private static SslContext make() {
      try {
        return SslContextBuilder.forClient().build();
      } catch (SSLException e) {
        throw new IllegalStateException("this Java runtime has no TLS", e);
      }
    }
  }

  private static final class Shared extends UpstreamClient {
    private static final UpstreamClient CLIENT = new Shared();

    private Shared() {
      super("httpd-upstream-shared", UpstreamLimits.DEFAULT);
    }

    @Override
    public void close() {
      // Others are using it.
    }
  }
}
