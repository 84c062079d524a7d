package httpd.upstream;

import httpd.net.Deadline;
import httpd.upstream.request.UpstreamException.Kind;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one exchange, except the one for connecting, which {@code Dial} holds.
 *
 * <pre>
 *   begun ─┬─ until the head ───► between two bytes of the body ─┬──► stopped
 *          └─ for all of it ─────────────────────────────────────┘
 * </pre>
 *
 * <p>Runs on one event loop.
 */
final class TimeLimits {

  /** Called when a limit is over, which ends the exchange. */
  interface Listener {
    void late(Kind kind, String what);
  }

  private final EventLoop loop;
  private final UpstreamLimits limits;
  private final Listener listener;
  private final Deadline all;
  private @Nullable Deadline current;
  private boolean headIsThere;

  TimeLimits(EventLoop loop, UpstreamLimits limits, Listener listener) {
    this.loop = loop;
    this.limits = limits;
    this.listener = listener;
    this.all = new Deadline(loop, limits.total(), this::allIsLate);
  }

  void begin() {
    all.start();
  }

  /** Starts the time of the head; it does not count while the excuse holds. */
  void awaitHead(BooleanSupplier excused) {
    run(new Deadline(loop, limits.head(), excused, this::headIsLate));
  }

  /** Starts the time between two reads; it does not count while the excuse holds. */
  void awaitBytes(BooleanSupplier excused) {
    headIsThere = true;
    run(new Deadline(loop, limits.idle(), excused, this::bytesAreLate));
  }

  /** Starts the current time again, since bytes have moved. */
  void touch() {
    if (current != null) {
      current.touch();
    }
  }

  /** Stops the current time; another connection may follow. */
  void rest() {
    if (current != null) {
      current.stop();
    }
  }

  /** Stops all times. */
  void stop() {
    rest();
    all.stop();
  }

  private void run(Deadline next) {
    rest();
    current = next;
    next.start();
  }

  private void headIsLate() {
    listener.late(Kind.HEAD_TIMEOUT, "no response within " + millis(limits.head()));
  }

  private void bytesAreLate() {
    listener.late(Kind.BROKEN, "nothing came for " + millis(limits.idle()));
  }

  private void allIsLate() {
    var kind = headIsThere ? Kind.BROKEN : Kind.HEAD_TIMEOUT;
    listener.late(kind, "not over within " + millis(limits.total()));
  }

  private static String millis(Duration limit) {
    return limit.toMillis() + " ms";
  }
}
