package httpd.auth;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Names and passwords that were verified less than a minute ago, by a {@link KeyedHash}: a client
 * that sends its password with each request costs one check a minute. Bounded, the oldest leaves.
 *
 * <p>Safe for all threads. Looking takes no lock, so that event loops may look.
 */
final class RememberedCredentials {

  static final int MOST = 10_000;

  private static final long LIFE_NANOS = Duration.ofMinutes(1).toNanos();

  /** As long as failures are remembered, so that those of others do not lock a user out. */
  private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

  private record Verified(ByteBuffer id, ClientNetwork client, long at) {}

  private final ConcurrentHashMap<ByteBuffer, Verified> byId = new ConcurrentHashMap<>();
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of their times. Guarded by the lock. */
  private final ArrayDeque<Verified> oldestFirst = new ArrayDeque<>();

  RememberedCredentials(LongSupplier nanoClock) {
    this.clock = nanoClock;
  }

  boolean has(byte[] id) {
    var verified = byId.get(ByteBuffer.wrap(id));
    return verified != null && clock.getAsLong() - verified.at < LIFE_NANOS;
  }

  /** Whether they were right when this client sent them, in the last ten minutes. */
  boolean isOf(byte[] id, ClientNetwork client) {
    var verified = byId.get(ByteBuffer.wrap(id));
    return verified != null
        && verified.client.equals(client)
        && clock.getAsLong() - verified.at < KEPT_NANOS;
  }

  void add(byte[] id, ClientNetwork client) {
    lock.lock();
    try {
      long now = clock.getAsLong();
      var oldest = oldestFirst.peek();
      while (oldest != null && (oldestFirst.size() >= MOST || now - oldest.at >= KEPT_NANOS)) {
        oldestFirst.remove();
        byId.remove(oldest.id, oldest);
        oldest = oldestFirst.peek();
      }
      var verified = new Verified(ByteBuffer.wrap(id.clone()), client, now);
      oldestFirst.add(verified);
      byId.put(verified.id, verified);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return byId.size();
  }
}
