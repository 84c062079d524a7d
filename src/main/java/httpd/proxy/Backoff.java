package httpd.proxy;

import httpd.sse.EventFrame;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The delay before an upstream is asked again. */
interface Backoff {

  /**
   * Begins with 0.25 s and doubles up to 10 s, with a jitter of half of it. A longer delay that the
   * upstream wished is used instead, with up to half of it added.
   */
  Backoff USUAL =
      (failures, wishedMillis) -> {
        long usual = Math.min(10_000, 250L << Math.min(failures, 10));
        long wished = Math.min(EventFrame.LONGEST_RETRY.toMillis(), wishedMillis);
        return wished > usual / 2
            ? Duration.ofMillis(wished + chance(Math.max(wished, usual) / 2))
            : Duration.ofMillis(usual / 2 + chance(usual));
      };

  /** The next delay, after so many failures in a row; the upstream wished none if that is 0. */
  Duration after(int failures, long wishedMillis);

  private static long chance(long bound) {
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }
}
