package httpd.upstream.connect;

import httpd.net.EventLoops;
import httpd.net.SocketType;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one client: those on event loops of its own, which are started when first
 * needed and take turns, and those on each event loop of others where somebody wanted them near.
 *
 * <p>Asked for under the client's lock. A loop of others that ends takes its connections along; the
 * client may be used, and closed, at the same time.
 */
public final class ConnectionPools {

  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  /** On a loop of others, and what is to be done when that ends. */
  private record Guest(ConnectionPool pool, FutureListener<Object> atEnd) {}

  private final String threadName;
  private final Consumer<ConnectionPool> whenLoopHasEnded;
  private final Map<IoEventLoop, Guest> guests = new ConcurrentHashMap<>();
  private volatile List<ConnectionPool> own = List.of();
  private int next;

  /**
   * Without any yet.
   *
   * @param threadName of our own event loops
   * @param whenLoopHasEnded hears of a pool whose loop of others has ended, on any thread
   */
  public ConnectionPools(String threadName, Consumer<ConnectionPool> whenLoopHasEnded) {
    this.threadName = threadName;
    this.whenLoopHasEnded = whenLoopHasEnded;
  }

  /**
   * The pool of an event loop.
   *
   * @param carrier the one that is wanted; one of our own if it is null, none, or has ended
   */
  public ConnectionPool near(@Nullable Executor carrier) {
    if (!(carrier instanceof SingleThreadIoEventLoop loop)
        || SocketType.of(loop) == null
        || loop.isShuttingDown()) {
      return any();
    }
    for (var pool : own) {
      if (pool.loop().equals(loop)) {
        return pool;
      }
    }
    return guests.computeIfAbsent(loop, this::join).pool;
  }

  /** Netty closes what a loop carries when that ends, but not always all of it. */
  private Guest join(IoEventLoop loop) {
    var pool = new ConnectionPool(loop, this::makeRoom);
    FutureListener<Object> atEnd = ended -> leave(pool);
    atEndOf(loop).addListener(atEnd);
    return new Guest(pool, atEnd);
  }

  private void leave(ConnectionPool pool) {
    guests.remove(pool.loop());
    pool.loopHasEnded();
    whenLoopHasEnded.accept(pool);
  }

  @SuppressWarnings("unchecked") // Nobody looks at its value.
  private static Future<Object> atEndOf(IoEventLoop loop) {
    return (Future<Object>) loop.terminationFuture();
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
        new EventLoops(
            THREADS, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    var pools = new ArrayList<ConnectionPool>();
    loops.forEach(loop -> pools.add(new ConnectionPool((IoEventLoop) loop, this::makeRoom)));
    own = List.copyOf(pools);
  }

  /** Each but one closes a connection that waits, if it has one. Any thread. */
  private void makeRoom(ConnectionPool but) {
    own.stream().filter(pool -> pool != but).forEach(ConnectionPool::closeOneWaiting);
    guests.values().stream()
        .map(Guest::pool)
        .filter(pool -> pool != but)
        .forEach(ConnectionPool::closeOneWaiting);
  }

  /** Closes the connections that wait for another request. Any thread. */
  public void closeWaiting() {
    own.forEach(ConnectionPool::closeWaiting);
    guests.values().forEach(guest -> guest.pool.closeWaiting());
  }

  /** Closes all connections, and ends the loops of our own. Does not wait. */
  public void close() {
    guests.values().forEach(ConnectionPools::dismiss);
    var ended = own;
    own = List.of();
    ended.forEach(ConnectionPools::end);
  }

  private static void dismiss(Guest guest) {
    var atEnd = atEndOf(guest.pool.loop());
    guest.pool.close().addListener(closed -> atEnd.removeListener(guest.atEnd));
  }

  /** A loop that shuts down can overlook connections that are still open, so they come first. */
  private static void end(ConnectionPool pool) {
    pool.close().addListener(closed -> pool.loop().shutdownGracefully(0, 1, TimeUnit.SECONDS));
  }
}
