package httpd.websocket;

import java.util.function.LongSupplier;

/**
 * How many frames a client may send that carry nothing of a message: {@value #MOST} in {@value
 * #SECONDS} seconds. Each costs the server as much as a message, and an answer to a ping.
 */
final class ControlRate {

  static final int MOST = 1_000;
  static final int SECONDS = 10;

  private static final long PERIOD = SECONDS * 1_000_000_000L;

  private final LongSupplier clock;
  private long began;
  private int count;

  ControlRate(LongSupplier clock) {
    this.clock = clock;
  }

  void count() throws ClosingException {
    if (count == 0 || clock.getAsLong() - began > PERIOD) {
      began = clock.getAsLong();
      count = 0;
    }
    if (++count > MOST) {
      throw new ClosingException(
          CloseCode.REFUSED, "more than " + MOST + " empty or control frames in 10 seconds");
    }
  }
}
