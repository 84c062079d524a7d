package httpd.server.request;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The answer to {@code Expect: 100-continue} (RFC 9110, section 10.1.1).
 *
 * <pre>
 *            read by the handler: 100 is written
 *   WAITING ──────────────────────────────────────► SETTLED
 *      └── the body comes, or the answer begins ──────▲
 * </pre>
 *
 * <p>On the event loop, except {@link #readerPolls}.
 */
final class ExpectedContinue {

  private final Executor loop;
  private final Runnable write;
  private final AtomicBoolean owed;
  private boolean settled;

  ExpectedContinue(boolean expected, Executor loop, Runnable write) {
    this.loop = loop;
    this.write = write;
    this.owed = new AtomicBoolean(expected);
    this.settled = !expected;
  }

  void readerPolls() {
    if (owed.get() && owed.compareAndSet(true, false)) {
      loop.execute(this::send);
    }
  }

  boolean isSettled() {
    return settled;
  }

  void settle() {
    settled = true;
    owed.set(false);
  }

  void send() {
    if (!settled) {
      settle();
      write.run();
    }
  }
}
