package httpd.upstream;

import httpd.Headers;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks other HTTP servers and gives their answers line by line (HTTP/1.1, RFC 9112).
 *
 * <p>Every source has a connection of its own, made at its first poll and closed with it. A client
 * owns a few daemon threads, started when the first of its sources is polled and ended by {@link
 * #close}; connections share them, and none ever waits on them. All methods may be called from any
 * thread and return at once.
 *
 * <p>The transport is NIO. Once the upstream has finished, Netty's epoll reads all that is left in
 * the socket even while reading is off, past every bound: {@code
 * docs/decisions/upstream-transport.md}.
 */
public class UpstreamClient implements AutoCloseable {

  /** The longest that looking up a name and connecting may take together. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  private final String threadName;
  private final Duration connectLimit;

  /** Added to under the lock, so that a close sees them all. */
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private @Nullable EventLoopGroup loops;
  private boolean closed;

  /** A client of one's own, to be closed. */
  public UpstreamClient() {
    this("httpd-upstream", CONNECT_LIMIT);
  }

  UpstreamClient(String threadName, Duration connectLimit) {
    this.threadName = threadName;
    this.connectLimit = connectLimit;
  }

  /** The one for the whole process; it lives as long as that, and closing it does nothing. */
  public static UpstreamClient shared() {
    return Shared.CLIENT;
  }

  /**
   * The lines of the response to one request. Nothing is opened or sent before the first poll.
   *
   * <p>Sent are the caller's headers as they are, with {@code Host}, {@code User-Agent} and {@code
   * Accept} added where they are missing. What frames the message or concerns the connection alone
   * is the client's and replaced: {@code Content-Length}, {@code Connection} and the like, and
   * {@code Accept-Encoding}, which asks for lines as they are.
   *
   * @param method a token such as GET; CONNECT is none that has lines
   * @param address an {@code http:} URL; its path and query are sent as they are written
   * @param body sent in UTF-8 with its length, or null for none
   * @return a source that fails with an {@link UpstreamException} if the upstream cannot be
   *     reached, answers anything but 2xx, or breaks off; close it
   * @throws IllegalArgumentException if method or address cannot be used, naming them and the
   *     remedy
   */
  public LineSource open(String method, URI address, Headers headers, @Nullable String body) {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(headers, "headers");
    return new UpstreamLines(this, UpstreamRequest.of(method, address, headers, body));
  }

  /**
   * Closes every connection and ends the threads. Sources that had not ended fail, and so does any
   * that is polled for the first time from now on. Does not wait.
   */
  @Override
  public void close() {
    EventLoopGroup ended;
    lock.lock();
    try {
      closed = true;
      ended = loops;
      loops = null;
    } finally {
      lock.unlock();
    }
    // Each hears of it before its connection is closed, which a body without framing takes for its
    // end; and a loop in shutdown can overlook a connection that is just being made.
    exchanges.forEach(Exchange::clientCloses);
    if (ended != null) {
      ended.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** An exchange on one of the event loops, not started; null if the client is closed. */
  @Nullable Exchange exchange(UpstreamRequest request, LineQueue queue) {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      if (loops == null) {
        loops =
            new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
      }
      var exchange = new Exchange(request, queue, loops.next(), connectLimit, exchanges::remove);
      exchanges.add(exchange);
      return exchange;
    } finally {
      lock.unlock();
    }
  }

  private static final class Shared extends UpstreamClient {
    private static final UpstreamClient CLIENT = new Shared();

    private Shared() {
      super("httpd-upstream-shared", CONNECT_LIMIT);
    }

    @Override
    public void close() {
      // Others are using it.
    }
  }
}
