package httpd.upstream.connect;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Looks up the addresses of names. A lookup blocks in native code, where a virtual thread would
 * hold its carrier, so each has a platform thread; requests for the same name share one lookup.
 * Safe for all threads, and never waits.
 */
public final class NameLookup {

  /** Blocks, and may be called by several threads. */
  public interface Resolver {
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }

  static final class TooManyException extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyException(String host) {
      super("too many names are being looked up, not " + host + " as well");
    }
  }

  private final Resolver resolver;
  private final Supplier<Limits> limits;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new HashMap<>();

  public NameLookup(Resolver resolver, Supplier<Limits> limits) {
    this.resolver = resolver;
    this.limits = limits;
  }

  static NameLookup system() {
    return new NameLookup(host -> List.of(InetAddress.getAllByName(host)), Limits::ofTheProcess);
  }

  /**
   * Finds the addresses of a host, in the order in which to try them.
   *
   * @return completed on any thread; failed with an {@link UnknownHostException} or a {@link
   *     TooManyException}
   */
  CompletableFuture<List<InetAddress>> find(String host) {
    lock.lock();
    try {
      var begun = underWay.get(host);
      if (begun != null) {
        return begun;
      }
      var found = new CompletableFuture<List<InetAddress>>();
      var limit = limits.get().of(Bound.LOOKUPS);
      if (!limit.take(() -> "did not look up " + host)) {
        return CompletableFuture.failedFuture(new TooManyException(host));
      }
      underWay.put(host, found);
      start(host, limit, found);
      return found;
    } finally {
      lock.unlock();
    }
  }

  private void start(String host, Limit limit, CompletableFuture<List<InetAddress>> found) {
    try {
      Thread.ofPlatform()
          .daemon()
          .name("httpd-resolve-" + host)
          .start(() -> lookUp(host, limit, found));
    } catch (OutOfMemoryError noThread) {
      end(host, limit, found);
      found.completeExceptionally(noThread);
    }
  }

  private void lookUp(String host, Limit limit, CompletableFuture<List<InetAddress>> found) {
    try {
      var addresses = interleaved(withLoopback(host, resolver.addresses(host)));
      end(host, limit, found);
      found.complete(addresses);
    } catch (Throwable e) { // The requests that wait must fail, whatever it is.
      end(host, limit, found);
      found.completeExceptionally(e);
    }
  }

  private void end(String host, Limit limit, CompletableFuture<List<InetAddress>> found) {
    lock.lock();
    try {
      if (underWay.remove(host, found)) {
        limit.release(1); // Under the lock, so that the next lookup of this name finds the place.
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds what the system may not list: localhost is both loopback addresses (RFC 6761, 6.3). */
  private static List<InetAddress> withLoopback(String host, List<InetAddress> found) {
    var name = host.toLowerCase(Locale.ROOT);
    if (!name.equals("localhost")) {
      return found;
    }
    var all = new ArrayList<>(found);
    for (var loopback : List.of("127.0.0.1", "::1")) {
      var address = InetAddress.ofLiteral(loopback);
      if (!all.contains(address)) {
        all.add(address);
      }
    }
    return all;
  }

  /** Alternates the families, beginning with that of the first address (RFC 8305, section 4). */
  public static List<InetAddress> interleaved(List<InetAddress> found) {
    var six = new ArrayDeque<InetAddress>();
    var four = new ArrayDeque<InetAddress>();
    found.forEach(address -> (address instanceof Inet6Address ? six : four).add(address));
    boolean isSix = !found.isEmpty() && found.getFirst() instanceof Inet6Address;
    var order = new ArrayList<InetAddress>();
    while (order.size() < found.size()) {
      var turn = isSix ? six : four;
      if (!turn.isEmpty()) {
        order.add(turn.remove());
      }
      isSix = !isSix;
    }
    return order;
  }
}
