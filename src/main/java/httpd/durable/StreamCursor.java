package httpd.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of a live response, by which caches answer clients that wait together and never give
 * one of them the same response again: the number of the current interval of 20 seconds, or more.
 */
final class StreamCursor {

  private static final Instant EPOCH = Instant.parse("2024-10-09T00:00:00Z");
  private static final long INTERVAL_SECONDS = 20;
  private static final int MOST_JITTER_SECONDS = 3600;
  private static final Pattern CURSOR = Pattern.compile("[0-9]{1,15}");

  private StreamCursor() {}

  /** Returns a cursor that is greater than the client's, which may be missing or anything. */
  static String next(@Nullable String clients, Instant now) {
    long current = Duration.between(EPOCH, now).toSeconds() / INTERVAL_SECONDS;
    boolean isKnown = clients != null && CURSOR.matcher(clients).matches();
    long previous = isKnown ? Long.parseLong(clients) : -1;
    return Long.toString(previous < current ? current : previous + jitter());
  }

  private static long jitter() {
    int seconds = ThreadLocalRandom.current().nextInt(1, MOST_JITTER_SECONDS + 1);
    return Math.max(1, seconds / INTERVAL_SECONDS);
  }
}
