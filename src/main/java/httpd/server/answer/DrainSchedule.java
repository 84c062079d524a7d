package httpd.server.answer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * Over which time the event streams of a server that stops are ended, so that their clients do not
 * come back all at once.
 *
 * <pre>
 *            begin(drain)
 *   SERVING ──────────────► ENDING: each stream that is open asks next() for its moment
 * </pre>
 *
 * <p>The time is cut into as many pieces as there are streams, and each stream gets a moment of
 * chance in a piece of its own: however few there are in a second, they are about as many in each.
 * Few streams take less than all the time, since nobody should wait for a single one.
 *
 * <p>A client is told to stay away for as long as all this takes. If nobody listened before that,
 * and all of them tried again and again, they would still come evenly over that time, whenever it
 * is that somebody listens again. Safe for all threads.
 */
final class DrainSchedule {

  /** The last ones need some time to be gone at the end of the drain. */
  private static final double SHARE_OF_DRAIN = 0.95;

  /** At 50 a second nobody notices who comes back. */
  private static final Duration EACH = Duration.ofMillis(20);

  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
  private static final Duration RETRY_JITTER = Duration.ofMillis(500);

  /**
   * How one stream ends.
   *
   * @param delayNanos from now on, 0 or more
   * @param retry after which its client is to come back
   */
  record Moment(long delayNanos, Duration retry) {}

  private final DoubleSupplier chance;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();

  // Written before the streams are told to end.
  private volatile int streams;
  private volatile long spanNanos;
  private volatile long began;

  DrainSchedule() {
    this(() -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * With chance of one's own.
   *
   * @param chance gives numbers from 0 to 1, without 1
   */
  DrainSchedule(DoubleSupplier chance) {
    this.chance = chance;
  }

  /** An event stream begins. */
  void opened() {
    open.incrementAndGet();
  }

  /** One has ended, however it did. */
  void closed() {
    open.decrementAndGet();
  }

  /** The server stops: from now on streams may ask for their moments. */
  void begin(Duration drain) {
    streams = open.get();
    spanNanos = Math.min((long) (drain.toNanos() * SHARE_OF_DRAIN), streams * EACH.toNanos());
    began = System.nanoTime();
  }

  /** The moment of a stream that is to end. */
  Moment next() {
    int piece = next.getAndIncrement();
    double place = chance.getAsDouble();
    if (piece < streams) {
      place = (piece + place) / streams;
    }
    long delay = began + (long) (place * spanNanos) - System.nanoTime();
    return new Moment(Math.max(0, delay), retry(Duration.ofNanos(spanNanos)));
  }

  /** When a client is to come back whose stream has ended for its age alone. */
  Duration retry() {
    return retry(Duration.ZERO);
  }

  private Duration retry(Duration span) {
    var shortest = span.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : span;
    return shortest.plusMillis((long) (chance.getAsDouble() * RETRY_JITTER.toMillis()));
  }

  /** An age of chance around the one that was asked for: 0.8 to 1.2 of it. */
  long jitteredNanos(Duration age) {
    return (long) (age.toNanos() * (0.8 + 0.4 * chance.getAsDouble()));
  }
}
