package httpd.upstream;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one client: those on event loops of its own, which are started when first
 * needed and take turns, and those on each event loop of others where somebody wanted them near.
 *
 * <p>Asked for under the client's lock. A loop of others that ends takes its connections along; the
 * client may be used, and closed, at the same time.
 */
final class ConnectionPools {

  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  private final String threadName;
  private final Map<IoEventLoop, ConnectionPool> ofOthers = new ConcurrentHashMap<>();
  private volatile List<ConnectionPool> own = List.of();
  private int next;

  ConnectionPools(String threadName) {
    this.threadName = threadName;
  }

  /**
   * The pool of an event loop.
   *
   * @param carrier the one that is wanted; one of our own if it is null, none, or has ended
   */
  ConnectionPool near(@Nullable Executor carrier) {
    if (!(carrier instanceof SingleThreadIoEventLoop loop) || SocketType.of(loop) == null) {
      return any();
    }
    try {
      return ofOthers.computeIfAbsent(loop, wanted -> join(loop));
    } catch (RejectedExecutionException hasEnded) {
      return any();
    }
  }

  private ConnectionPool join(SingleThreadIoEventLoop loop) {
    var pool = new ConnectionPool(loop);
    loop.addShutdownHook(() -> {
      ofOthers.remove(loop);
      pool.closeAtOnce();
    });
    return pool;
  }

  private ConnectionPool any() {
    if (own.isEmpty()) {
      start();
    }
    next = (next + 1) % own.size();
    return own.get(next);
  }

  private void start() {
    var loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    var pools = new ArrayList<ConnectionPool>();
    loops.forEach(loop -> pools.add(new ConnectionPool((IoEventLoop) loop)));
    own = List.copyOf(pools);
  }

  /** Closes the connections that wait for another request. Any thread. */
  void closeWaiting() {
    own.forEach(ConnectionPool::closeWaiting);
    ofOthers.values().forEach(ConnectionPool::closeWaiting);
  }

  /** Closes all connections, and ends the loops of our own. Does not wait. */
  void close() {
    ofOthers.values().forEach(ConnectionPool::close);
    var ended = own;
    own = List.of();
    ended.forEach(ConnectionPools::end);
  }

  /** A loop that shuts down can overlook connections that are still open, so they come first. */
  private static void end(ConnectionPool pool) {
    pool.close().addListener(closed -> pool.loop().shutdownGracefully(0, 1, TimeUnit.SECONDS));
  }
}
