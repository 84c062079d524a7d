package httpd.upstream;

import httpd.net.Deadline;
import httpd.upstream.connect.Dial;
import httpd.upstream.request.UpstreamException.Kind;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one exchange but that for connecting, which is the {@link Dial}'s.
 *
 * <pre>
 *   begun ─┬─ until the head ───► between two bytes of the body ─┬──► stopped
 *          └─ for all of it ─────────────────────────────────────┘
 * </pre>
 *
 * <p>On one event loop.
 */
final class TimeLimits {

  /** Is told when a limit is over, which ends the exchange. */
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

  /** From now on the head has its time, but while this is so. */
  void awaitHead(BooleanSupplier excused) {
    run(new Deadline(loop, limits.head(), excused, this::headIsLate));
  }

  /** The head is there; from now on each silence has its time, but while this is so. */
  void awaitBytes(BooleanSupplier excused) {
    headIsThere = true;
    run(new Deadline(loop, limits.idle(), excused, this::bytesAreLate));
  }

  /** Something has moved that is waited for. */
  void touch() {
    if (current != null) {
      current.touch();
    }
  }

  /** Nothing is waited for on this connection any more; another may follow. */
  void rest() {
    if (current != null) {
      current.stop();
    }
  }

  /** None of them counts any more. */
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
