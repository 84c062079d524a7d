package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import java.util.concurrent.TimeUnit;

/**
 * Whether a client moves as many bytes as it must. It begins with a credit of time, {@code
 * rate-time}; time spends it, bytes earn it back at the rate, and there is never more of it than at
 * the beginning: so a client that has sent a lot cannot rest for longer than one that has not.
 */
final class TransferRate {

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Centuries, and far below what a long can count. */
  private static final long LONGEST = Long.MAX_VALUE / 16;

  private final Limit limit;
  private final long most;
  private long credit;

  /**
   * A rate that is not measured yet.
   *
   * @param times how often the credit has {@code rate-time}
   */
  TransferRate(Limits limits, Bound rate, int times) {
    limit = limits.of(rate);
    long most = TimeUnit.MILLISECONDS.toNanos(limits.of(Bound.RATE_TIME).most());
    this.most = times * Math.min(most, LONGEST);
    credit = this.most;
  }

  /** What is counted when a client is too slow. */
  Limit limit() {
    return limit;
  }

  /** The server has just begun to wait. */
  void begin() {
    credit = most;
  }

  /**
   * The server has waited on.
   *
   * @param nanos for so long
   * @param bytes that came, or were taken, within that time
   * @return whether the client is too slow
   */
  boolean isTooSlow(long nanos, long bytes) {
    if (limit.most() == 0 || most == 0) {
      return false;
    }
    long earned = (long) Math.min((double) most, (double) bytes * SECOND / (double) limit.most());
    credit = Math.min(most, credit - nanos + earned);
    return credit < 0;
  }
}
