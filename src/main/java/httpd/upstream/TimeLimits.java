package httpd.upstream;

import httpd.net.Deadline;
import httpd.upstream.request.UpstreamException.Kind;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.BiConsumer;
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

  private final EventLoop loop;
  private final UpstreamLimits limits;
  private final BiConsumer<Kind, String> late;
  private final @Nullable Deadline all;
  private @Nullable Deadline current;
  private boolean headIsThere;

  TimeLimits(EventLoop loop, UpstreamLimits limits, BiConsumer<Kind, String> late) {
    this.loop = loop;
    this.limits = limits;
    this.late = late;
    this.all = limits.total().isZero() ? null : new Deadline(loop, limits.total(), this::allIsLate);
  }

  void begin() {
    if (all != null) {
      all.start();
    }
  }

  /** Starts the time of the head; it does not count while the excuse holds. */
  void awaitHead(BooleanSupplier excused) {
    run(new Deadline(loop, limits.head(), excused, this::headIsLate));
  }

  /** Starts the time between two reads; it does not count while the excuse holds. */
  void awaitBytes(BooleanSupplier excused) {
    headIsThere = true;
    rest();
    current = null;
    if (!limits.idle().isZero()) {
      run(new Deadline(loop, limits.idle(), excused, this::bytesAreLate));
    }
  }

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

  void stop() {
    rest();
    if (all != null) {
      all.stop();
    }
  }

  private void run(Deadline next) {
    rest();
    current = next;
    next.start();
  }

  private void headIsLate() {
    late.accept(Kind.HEAD_TIMEOUT, "no response within " + millis(limits.head()));
  }

  private void bytesAreLate() {
    late.accept(Kind.BROKEN, "nothing came for " + millis(limits.idle()));
  }

  private void allIsLate() {
    var kind = headIsThere ? Kind.BROKEN : Kind.HEAD_TIMEOUT;
    late.accept(kind, "not over within " + millis(limits.total()));
  }

  private static String millis(Duration limit) {
    return limit.toMillis() + " ms";
  }
}
