package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import java.util.concurrent.TimeUnit;

/**
 * Checks the transfer rate of a client. It begins with a credit of time, {@code rate-time}; time
 * spends it, bytes earn it at the rate, and it never exceeds the initial credit: so a client that
 * has sent a lot cannot pause for longer than another one.
 */
public final class TransferRate {

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Centuries, and far from an overflow. */
  private static final long LONGEST = Long.MAX_VALUE / 16;

  private final Limit limit;
  private final long most;
  private long credit;

  /** Makes one with {@code times} the usual time, {@code rate-time}. */
  public TransferRate(Limits limits, Bound rate, int times) {
    limit = limits.of(rate);
    long most = TimeUnit.MILLISECONDS.toNanos(limits.of(Bound.RATE_TIME).most());
    this.most = times * Math.min(most, LONGEST);
    credit = this.most;
  }

  public Limit limit() {
    return limit;
  }

  public void begin() {
    credit = most;
  }

  /**
   * The server has waited.
   *
   * @param nanos how long
   * @param bytes that arrived, or were read, within that time
   * @return whether the client is too slow
   */
  public boolean isTooSlow(long nanos, long bytes) {
    if (limit.most() == 0 || most == 0) {
      return false;
    }
    long earned = (long) Math.min((double) most, (double) bytes * SECOND / (double) limit.most());
    credit = Math.min(most, credit - nanos + earned);
    return credit < 0;
  }
}
