package httpd.server.answer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * The times at which a stopping server ends its event streams, so that their clients do not all
 * reconnect at once.
 *
 * <pre>
 *            begin(drain)
 *   SERVING ──────────────► ENDING: each stream that is open asks next() for its moment
 * </pre>
 *
 * <p>Divides the drain period into one slot per open stream, and ends each stream at a random time
 * within its slot: about as many in each second. Few streams take less than the whole period, since
 * a stop should not wait for a single one.
 *
 * <p>The {@code retry} of a client is as long as the whole period. So clients reconnect evenly over
 * that time, also if the server is back later. Safe for all threads.
 */
final class DrainSchedule {

  /** The last streams need some time to close before the end of the drain. */
  private static final double SHARE_OF_DRAIN = 0.95;

  /** 50 clients a second reconnect without being noticed. */
  private static final Duration EACH = Duration.ofMillis(20);

  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
  private static final Duration RETRY_JITTER = Duration.ofMillis(500);

  record Moment(long delayNanos, Duration retry) {}

  private final DoubleSupplier chance;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();

  // Written before the streams begin to end.
  private volatile int streams;
  private volatile long spanNanos;
  private volatile long began;

  DrainSchedule() {
    this(() -> ThreadLocalRandom.current().nextDouble());
  }

  DrainSchedule(DoubleSupplier chance) {
    this.chance = chance;
  }

  void opened() {
    open.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  /** The server stops: from now on streams may call {@link #next}. */
  void begin(Duration drain) {
    streams = open.get();
    spanNanos = Math.min((long) (drain.toNanos() * SHARE_OF_DRAIN), streams * EACH.toNanos());
    began = System.nanoTime();
  }

  Moment next() {
    int piece = next.getAndIncrement();
    double place = chance.getAsDouble();
    if (piece < streams) {
      place = (piece + place) / streams;
    }
    long delay = began + (long) (place * spanNanos) - System.nanoTime();
    return new Moment(Math.max(0, delay), retry(Duration.ofNanos(spanNanos)));
  }

  Duration retry() {
    return retry(Duration.ZERO);
  }

  private Duration retry(Duration span) {
    var shortest = span.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : span;
    return shortest.plusMillis((long) (chance.getAsDouble() * RETRY_JITTER.toMillis()));
  }

  long jitteredNanos(Duration age) {
    return (long) (age.toNanos() * (0.8 + 0.4 * chance.getAsDouble()));
  }
}
