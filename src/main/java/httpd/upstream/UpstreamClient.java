package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks other HTTP servers (HTTP/1.1, RFC 9112), for lines or for a response as it is.
 *
 * <p>Nothing is connected before the first request. A client owns a few daemon threads, started
 * then and ended by {@link #close}; connections share them, and none ever waits on them. A
 * connection whose request and response were whole waits for another request to the same origin.
 * All methods may be called from any thread and return at once.
 *
 * <p>The transport is NIO, on event loops of our own: {@code
 * docs/decisions/0002-upstream-transport.md} and {@code 0010-upstream-loops.md}.
 */
public class UpstreamClient implements AutoCloseable {

  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  private final String threadName;
  private final UpstreamLimits limits;
  private final Supplier<SslContext> tls;

  /** Added to under the lock, so that a close sees them all. */
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

  private final AtomicInteger next = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private List<ConnectionPool> pools = List.of();
  private boolean closed;

  /** A client of one's own, to be closed. */
  public UpstreamClient() {
    this("httpd-upstream", UpstreamLimits.DEFAULT);
  }

  UpstreamClient(String threadName, UpstreamLimits limits) {
    this(threadName, limits, SystemTls::context);
  }

  UpstreamClient(String threadName, UpstreamLimits limits, Supplier<SslContext> tls) {
    this.threadName = threadName;
    this.limits = limits;
    this.tls = tls;
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
    return new UpstreamLines(
        this, UpstreamRequest.forLines(method, address, headers, body), limits);
  }

  /**
   * Passes a request on, at once, with these headers and no others but {@code Host} and what frames
   * the message.
   *
   * @param body its bytes, in pieces or lines; closed when the exchange is over, but not if no
   *     connection could be made; null for none
   * @param length of the body if it is known, otherwise negative
   * @return to be closed
   * @throws IllegalArgumentException if the method is no token, or CONNECT
   */
  public UpstreamCall pass(
      String method,
      UpstreamAddress address,
      Headers headers,
      @Nullable LineSource body,
      long length,
      UpstreamLimits limits) {
    boolean onContinue = headers.has("Expect");
    var content = body == null ? Content.NONE : new Content.Stream(body, length, onContinue);
    return begin(UpstreamRequest.passedOn(method, address, headers, content), limits, true);
  }

  /**
   * Asks for a response whose bytes are wanted as they come, text too, with these headers and no
   * others but {@code Host}; at once.
   *
   * @return to be closed
   */
  public UpstreamCall get(UpstreamAddress address, Headers headers, UpstreamLimits limits) {
    return begin(UpstreamRequest.passedOn("GET", address, headers, Content.NONE), limits, false);
  }

  private UpstreamCall begin(UpstreamRequest request, UpstreamLimits limits, boolean byLine) {
    var call = new UpstreamCall();
    var receiver = call.receiver(request, byLine);
    var exchange = exchange(request, limits, receiver);
    if (exchange == null) {
      receiver.failed(Exchange.clientClosed(request));
    } else {
      call.start(exchange);
    }
    return call;
  }

  /** Closes the connections that wait for another request. Does not wait. */
  public void closeWaiting() {
    lock.lock();
    try {
      pools.forEach(pool -> pool.loop().execute(pool::clear));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes every connection and ends the threads. Sources that had not ended fail, and so does any
   * that is polled for the first time from now on. Does not wait.
   */
  @Override
  public void close() {
    List<ConnectionPool> ended;
    lock.lock();
    try {
      closed = true;
      ended = pools;
      pools = List.of();
    } finally {
      lock.unlock();
    }
    // Each hears of it before its connection is closed, which a body without framing takes for its
    // end.
    exchanges.forEach(Exchange::clientCloses);
    ended.forEach(UpstreamClient::end);
  }

  /** A loop that shuts down can overlook connections that are still open, so they are closed. */
  private static void end(ConnectionPool pool) {
    pool.close().addListener(closed -> pool.loop().shutdownGracefully(0, 1, TimeUnit.SECONDS));
  }

  /** An exchange on one of the event loops, not started; null if the client is closed. */
  @Nullable Exchange exchange(UpstreamRequest request, UpstreamLimits limits, Receiver receiver) {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      if (pools.isEmpty()) {
        startLoops();
      }
      var pool = pools.get(Math.floorMod(next.getAndIncrement(), pools.size()));
      var exchange = new Exchange(request, limits, receiver, pool, tls, exchanges::remove);
      exchanges.add(exchange);
      return exchange;
    } finally {
      lock.unlock();
    }
  }

  private void startLoops() {
    var started =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    var each = new ArrayList<ConnectionPool>();
    started.forEach(loop -> each.add(new ConnectionPool((EventLoop) loop)));
    pools = List.copyOf(each);
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
