package httpd.server.request;

import httpd.limit.Limit;
import java.util.function.Supplier;

/**
 * What one request holds of the memory for request bodies.
 *
 * <pre>
 *            take, release            leave(): the exchange is over      leave(): the handler has returned
 *   HELD BY TWO ───────────► the same ──────────────────────────► HELD BY ONE ──────────► RETURNED: no more
 *                                                    (in either order)
 * </pre>
 *
 * <p>A handler may outlive its exchange, and has then still what it has gathered; so both have to
 * leave before the memory is given back.
 *
 * <p>The first {@link #FREE} bytes of each request cost nothing: they are bounded by the number of
 * connections, and a short request gets through whatever others hold. The last eighth of all is
 * left to requests that hold no more than {@link #SMALL}. Safe for all threads.
 */
public final class MemoryShare {

  /** What is not counted: 1 KiB. */
  static final long FREE = 1024;

  /** The most that a request may hold of the last eighth: a body of 16 KiB, with its copies. */
  static final long SMALL = 64 * 1024;

  private static final int EIGHTH = 8;

  private final Limit limit;
  private final Supplier<String> consequence;

  // Guarded by this.
  private int holders;
  private long held;
  private boolean refused;

  /**
   * A share that holds nothing.
   *
   * @param holders how many have to leave before it is given back
   * @param consequence what happens to who gets nothing, as for {@link Limit#reached}
   */
  public MemoryShare(Limit limit, int holders, Supplier<String> consequence) {
    this.limit = limit;
    this.holders = holders;
    this.consequence = consequence;
  }

  /**
   * Takes so many bytes more, or none of them if there are not so many, or all have left. Once
   * refused, it takes no more until it is {@linkplain #clear cleared}, and is counted once.
   */
  public synchronized boolean take(long bytes) {
    long after = held + bytes;
    refused = refused || holders == 0 || !grow(after);
    if (!refused) {
      held = after;
    }
    return !refused;
  }

  /** Gives back all that it holds; it may take again. */
  public synchronized void clear() {
    release(held);
    refused = false;
  }

  /** Gives back so many of the bytes that it holds. */
  public synchronized void release(long bytes) {
    long after = held - Math.min(bytes, held);
    limit.release(counted(held) - counted(after));
    held = after;
  }

  /** One of its holders has no more of it; the last gives all back. */
  public synchronized void leave() {
    if (holders > 0 && --holders == 0) {
      release(held);
    }
  }

  private boolean grow(long after) {
    long more = counted(after) - counted(held);
    return more <= 0
        || limit.takeLeaving(after > SMALL ? limit.most() / EIGHTH : 0, more, consequence);
  }

  private static long counted(long bytes) {
    return bytes > FREE ? bytes : 0;
  }
}
