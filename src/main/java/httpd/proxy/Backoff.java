package httpd.proxy;

import httpd.sse.EventFrame;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to rest before an upstream is asked again. */
interface Backoff {

  /**
   * Of 0.25 s, twice as long each time, at most 10 s, give or take a half; of what the upstream
   * wished if that is longer, and up to half of it more.
   */
  Backoff USUAL =
      (failures, wishedMillis) -> {
        long usual = Math.min(10_000, 250L << Math.min(failures, 10));
        long wished = Math.min(EventFrame.LONGEST_RETRY.toMillis(), wishedMillis);
        return wished > usual / 2
            ? Duration.ofMillis(wished + chance(Math.max(wished, usual) / 2))
            : Duration.ofMillis(usual / 2 + chance(usual));
      };

  /**
   * The next rest.
   *
   * @param failures in a row before this one
   * @param wishedMillis what the upstream said last in {@code retry}; 0 if it said nothing
   */
  Duration after(int failures, long wishedMillis);

  private static long chance(long bound) {
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }
}
