package httpd.server.request;

import httpd.limit.Limit;
import java.util.function.Supplier;

/**
 * The memory for request bodies that one request holds.
 *
 * <pre>
 *            take, release            leave(): the exchange is over      leave(): the handler has returned
 *   HELD BY TWO ───────────► the same ──────────────────────────► HELD BY ONE ──────────► RETURNED: no more
 *                                                    (in either order)
 * </pre>
 *
 * <p>A handler may outlive its exchange and still has what it has gathered; so both have to leave
 * before the memory is released.
 *
 * <p>The first {@link #FREE} bytes of each request are not counted: they are bounded by the number
 * of connections, and a short request is served whatever others hold. The last eighth of the memory
 * is reserved for requests that hold at most {@link #SMALL}. Safe for all threads.
 */
public final class MemoryShare {

  static final long FREE = 1024;

  /** The most that a request may hold to use the last eighth: a body of 16 KiB, with its copies. */
  static final long SMALL = 64 * 1024;

  private static final int EIGHTH = 8;

  private final Limit limit;
  private final Supplier<String> consequence;

  // Guarded by this.
  private int holders;
  private long held;
  private boolean refused;

  /**
   * Makes a share that holds nothing.
   *
   * @param holders how many have to leave before it is released
   * @param consequence what happens to the request if it is refused memory, as for {@link
   *     Limit#reached}
   */
  public MemoryShare(Limit limit, int holders, Supplier<String> consequence) {
    this.limit = limit;
    this.holders = holders;
    this.consequence = consequence;
  }

  /**
   * Takes bytes, or none if there are not so many or all holders have left. Once refused, it takes
   * no more until it is {@linkplain #clear cleared}, and is counted once.
   */
  public synchronized boolean take(long bytes) {
    long after = held + bytes;
    refused = refused || holders == 0 || !grow(after);
    if (!refused) {
      held = after;
    }
    return !refused;
  }

  public synchronized void clear() {
    release(held);
    refused = false;
  }

  /** Releases bytes, at most those that it holds. */
  public void release(long bytes) {
    if (bytes > 0) {
      releaseSome(bytes);
    }
  }

  private synchronized void releaseSome(long bytes) {
    long after = held - Math.min(bytes, held);
    limit.release(counted(held) - counted(after));
    held = after;
  }

  /** One of its holders leaves; the last releases all. */
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
