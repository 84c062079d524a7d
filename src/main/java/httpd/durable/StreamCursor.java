package httpd.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of live responses to one client, by which caches answer clients that wait together and
 * never give one of them the same response again: the number of the current interval of 20 seconds,
 * or more.
 *
 * @param least what the client has not sent, nor anything greater
 */
record StreamCursor(long least) {

  private static final Instant EPOCH = Instant.parse("2024-10-09T00:00:00Z");
  private static final long INTERVAL_SECONDS = 20;
  private static final int MOST_JITTER_SECONDS = 3600;
  private static final Pattern CURSOR = Pattern.compile("[0-9]{1,15}");

  /** Returns the cursor for a client that has sent one, or anything, or nothing. */
  static StreamCursor after(@Nullable String clients, Instant now) {
    boolean isKnown = clients != null && CURSOR.matcher(clients).matches();
    long previous = isKnown ? Long.parseLong(clients) : -1;
    return new StreamCursor(previous < interval(now) ? 0 : previous + jitter());
  }

  private static long interval(Instant now) {
    return Duration.between(EPOCH, now).toSeconds() / INTERVAL_SECONDS;
  }

  private static long jitter() {
    int seconds = ThreadLocalRandom.current().nextInt(1, MOST_JITTER_SECONDS + 1);
    return Math.max(1, seconds / INTERVAL_SECONDS);
  }

  /** Whether it is the same for all clients like this one. */
  boolean isOfAll() {
    return least == 0;
  }

  /** Returns its text at a time; never less than before. */
  String at(Instant now) {
    return Long.toString(Math.max(least, interval(now)));
  }
}
