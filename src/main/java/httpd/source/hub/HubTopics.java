package httpd.source.hub;

import httpd.HttpException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The topics of a hub, one for each value of its path's names. One that nobody listens to and
 * nobody has asked for is forgotten after a while, with all that is in it. Safe for all threads.
 *
 * @param <T> what is kept of a topic
 */
final class HubTopics<T> {

  /** Whether anybody uses a topic now, whatever is asked for. */
  interface InUse<T> {
    boolean test(T topic);

    /**
     * When its last use was over, by the clock of the topics.
     *
     * @param asked when it was asked for last
     */
    default long lastUse(T topic, long asked) {
      return asked;
    }
  }

  /** A topic, and when it was asked for last. */
  private static final class Entry<T> {
    final T topic;
    long asked;

    Entry(T topic) {
      this.topic = topic;
    }
  }

  private final int most;
  private final long idleNanos;
  private final Supplier<T> maker;
  private final InUse<T> inUse;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Map<Map<String, String>, Entry<T>> topics = new HashMap<>();
  private boolean sweeping;

  HubTopics(int most, Duration idle, Supplier<T> maker, InUse<T> inUse, LongSupplier clock) {
    this.most = most;
    this.idleNanos = idle.toNanos();
    this.maker = maker;
    this.inUse = inUse;
    this.clock = clock;
  }

  /**
   * The topic of these values, made if there is none.
   *
   * @throws HttpException 503 if there are as many as may be, all in use
   */
  T of(Map<String, String> values) {
    lock.lock();
    try {
      var entry = topics.get(values);
      if (entry == null) {
        entry = add(values);
      }
      entry.asked = clock.getAsLong();
      return entry.topic;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return topics.size();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what nobody uses. */
  void sweep() {
    lock.lock();
    try {
      long now = clock.getAsLong();
      topics.values().removeIf(entry -> !inUse.test(entry.topic) && idle(entry, now) >= idleNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Since it was asked for or used, whichever was later. */
  private long idle(Entry<T> entry, long now) {
    return Math.min(now - entry.asked, now - inUse.lastUse(entry.topic, entry.asked));
  }

  private Entry<T> add(Map<String, String> values) {
    if (topics.size() >= most) {
      sweep();
    }
    if (topics.size() >= most) {
      throw new HttpException(503, "there are " + most + " topics here already; try again later");
    }
    var entry = new Entry<>(maker.get());
    topics.put(values, entry);
    if (!sweeping) {
      sweeping = true;
      sweepLater();
    }
    return entry;
  }

  private void sweepLater() {
    ForkJoinPool.commonPool().schedule(this::sweepAgain, idleNanos, TimeUnit.NANOSECONDS);
  }

  private void sweepAgain() {
    lock.lock();
    try {
      sweep();
      sweeping = !topics.isEmpty();
      if (sweeping) {
        sweepLater();
      }
    } finally {
      lock.unlock();
    }
  }
}
