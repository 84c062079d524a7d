package httpd.upstream.connect;

import httpd.net.EventLoops;
import httpd.net.SocketType;
import httpd.upstream.request.Origin;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one client: those of its own event loops, which start when first needed and take
 * turns, and those of other event loops that take responses (guests).
 *
 * <p>{@link #near} is called under the client's lock. A guest loop that ends closes its
 * connections; the client may be used, and closed, at the same time.
 */
public final class ConnectionPools {

  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  /** A pool on a loop that is not the client's, and what runs when that loop ends. */
  private record Guest(ConnectionPool pool, FutureListener<Object> atEnd) {}

  private final String threadName;
  private final Consumer<ConnectionPool> whenLoopHasEnded;
  private final Map<IoEventLoop, Guest> guests = new ConcurrentHashMap<>();
  private volatile List<ConnectionPool> own = List.of();
  private int next;

  public ConnectionPools(String threadName, Consumer<ConnectionPool> whenLoopHasEnded) {
    this.threadName = threadName;
    this.whenLoopHasEnded = whenLoopHasEnded;
  }

  /**
   * The pool of an event loop.
   *
   * @param carrier the event loop; one of the client's own is used if it is null, carries no such
   *     sockets, or has ended
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

  /** When a loop ends, Netty closes most of its connections, but not always all. */
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

  @SuppressWarnings("unchecked") // Its value is not used.
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

  private void makeRoom(ConnectionPool asking) {
    pools().filter(pool -> pool != asking).forEach(ConnectionPool::closeOneIdle);
  }

  public void closeIdle() {
    pools().forEach(ConnectionPool::closeIdle);
  }

  /** Returns how many connections are idle, by origin. */
  public CompletableFuture<Map<Origin, Integer>> idle() {
    var parts = pools().map(ConnectionPool::idle).toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> {
          var sum = new HashMap<Origin, Integer>();
          parts.forEach(
              part -> part.join().forEach((o, count) -> sum.merge(o, count, Integer::sum)));
          return sum;
        });
  }

  private Stream<ConnectionPool> pools() {
    return Stream.concat(own.stream(), guests.values().stream().map(Guest::pool));
  }

  /** Closes all connections, and ends the client's own loops. Does not wait. */
  public void close() {
    guests.values().forEach(ConnectionPools::dismiss);
    var ended = own;
    own = List.of();
    ended.forEach(ConnectionPools::end);
  }

  private static void dismiss(Guest guest) {
    var atEnd = atEndOf(guest.pool.loop());
    guest.pool.close(() -> atEnd.removeListener(guest.atEnd));
  }

  /** Closes the connections first: a loop that shuts down can overlook open ones. */
  private static void end(ConnectionPool pool) {
    pool.close(() -> pool.loop().shutdownGracefully(0, 1, TimeUnit.SECONDS));
  }
}
