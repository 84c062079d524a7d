package httpd.server.http2;

import httpd.limit.Limit;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many frames of some kind a client may still send: as many as the limit at once, and a part of
 * it more each second.
 *
 * <pre>
 *          take(): one more              take(): none is left, the limit is reached
 *   OPEN ────────────────► OPEN ... OPEN ──────────────────────────────────────────► EXCEEDED
 * </pre>
 */
final class FrameBudget {

  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Limit limit;
  private final double most;
  private final double perNano;
  private double left;
  private long refilled = System.nanoTime();

  /** Makes a budget that is full again after so many seconds. */
  FrameBudget(Limit limit, int seconds) {
    this.limit = limit;
    this.most = limit.most();
    this.perNano = most / (seconds * SECOND);
    this.left = most;
  }

  /** Gives some back, for what was useful. */
  void earn(double frames) {
    left = Math.min(most, left + frames);
  }

  /**
   * Takes one.
   *
   * @param consequence what happens to whom, as for {@link Limit#reached(Supplier)}
   * @return whether there was one
   */
  boolean take(Supplier<String> consequence) {
    if (most == 0) {
      return true;
    }
    left--;
    if (left >= 0) {
      return true;
    }
    refill();
    if (left >= 0) {
      return true;
    }
    limit.reached(consequence);
    return false;
  }

  private void refill() {
    long now = System.nanoTime();
    left = Math.min(most, left + (now - refilled) * perNano);
    refilled = now;
  }
}
