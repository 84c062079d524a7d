package httpd.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import httpd.limit.Bound;
import httpd.limit.Limits;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransferRateTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static final Limits LIMITS =
      Limits.standard().with(Bound.BODY_RATE, 100).with(Bound.RATE_TIME, Duration.ofSeconds(10));

  private final TransferRate rate = new TransferRate(LIMITS, Bound.BODY_RATE, 1);

  /** Seconds until a client with so many bytes in each is too slow; 1000 if it is not. */
  private int lasts(long bytesASecond) {
    int seconds = 1;
    while (seconds < 1000 && !rate.isTooSlow(SECOND, bytesASecond)) {
      seconds++;
    }
    return seconds;
  }

  @Test
  @DisplayName("M-25 silence ends after rate-time, whatever was sent before it")
  void silence() {
    assertEquals(11, lasts(0));
    rate.begin();
    assertFalse(rate.isTooSlow(SECOND, Long.MAX_VALUE));
    assertEquals(11, lasts(0));
  }

  @Test
  @DisplayName(
      "M-25 a client that is a little too slow is detected later; one that is fast enough never is")
  void slow() {
    assertEquals(21, lasts(50));
    rate.begin();
    assertEquals(1000, lasts(100));
  }

  @Test
  @DisplayName("M-2 off means no limit, for the rate and for the time")
  void off() {
    for (var bound : new Bound[] {Bound.BODY_RATE, Bound.RATE_TIME}) {
      var unbounded = new TransferRate(LIMITS.with(bound, 0), Bound.BODY_RATE, 1);
      assertFalse(unbounded.isTooSlow(1000 * SECOND, 0));
    }
  }
}
