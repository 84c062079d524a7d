package httpd.auth.token;

import httpd.topic.TopicRights;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were verified last with one set of keys, by their digests, so that a client that
 * reconnects costs no signature. Bounded, the oldest leaves; {@link TopicRights} end with the token
 * all the same. Safe for all threads. Looking takes no lock.
 */
final class VerifiedTokens {

  static final int MOST = 10_000;

  private final ConcurrentHashMap<ByteBuffer, VerifiedToken> byDigest = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of their coming. Guarded by the lock. */
  private final Map<ByteBuffer, VerifiedToken> oldestFirst = new LinkedHashMap<>();

  @Nullable VerifiedToken find(byte[] digest) {
    return byDigest.get(ByteBuffer.wrap(digest));
  }

  void add(byte[] digest, VerifiedToken token) {
    var key = ByteBuffer.wrap(digest.clone());
    lock.lock();
    try {
      oldestFirst.put(key, token);
      byDigest.put(key, token);
      if (oldestFirst.size() > MOST) {
        remove(oldestFirst.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets one, as when it has expired. */
  void forget(byte[] digest) {
    lock.lock();
    try {
      remove(ByteBuffer.wrap(digest));
    } finally {
      lock.unlock();
    }
  }

  private void remove(ByteBuffer key) {
    oldestFirst.remove(key);
    byDigest.remove(key);
  }

  int size() {
    return byDigest.size();
  }
}
