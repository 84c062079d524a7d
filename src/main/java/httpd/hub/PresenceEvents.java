package httpd.hub;

import httpd.ServerSentEvent;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.Timer;
import httpd.line.WakeSlot;
import java.io.IOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a hub as events: those of the beginning, then those that differ, at most one event
 * a second.
 *
 * <pre>
 *                    a second          on a virtual thread
 *   first poll ──► RESTING ──────► LOOKING ─── the counts differ ──► an event waits
 *                     ▲              │  └──── the look fails ──► FAILED
 *                     └──────────────┘
 *   close(), from any state: no further look
 * </pre>
 */
final class PresenceEvents implements LineSource {

  /** A look at the counts, which may wait. */
  interface Look {
    String counts() throws IOException;
  }

  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Look look;
  private final Timer timer;
  private final WakeSlot slot = new WakeSlot();

  /** Replaced by newer counts if the client is slow. */
  private volatile @Nullable String waiting;

  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private volatile @Nullable Future<?> tick;

  /** The newest counts. For the thread that looks. */
  private String counts;

  private boolean begun;

  PresenceEvents(String counts, Look look) {
    this(counts, look, Timer.OF_THE_PROCESS);
  }

  PresenceEvents(String counts, Look look, Timer timer) {
    this.timer = timer;
    this.counts = counts;
    this.waiting = counts;
    this.look = look;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (!begun) {
      begun = true;
      lookLater();
    }
    while (true) {
      var broken = failure;
      var next = waiting;
      if (broken != null) {
        return new Poll.Failed(broken);
      }
      if (closed) {
        return new Poll.Failed(new SourceClosedException());
      }
      if (next != null) {
        waiting = null;
        return ServerSentEvent.of(next).toLine();
      }
      slot.set(wake);
      boolean isSilent = waiting == null && failure == null && !closed;
      if (isSilent || !slot.withdraw(wake)) {
        return Poll.PENDING;
      }
    }
  }

  private void lookLater() {
    var next =
        timer.after(LOOK_NANOS, () -> Thread.ofVirtual().name("httpd-presence").start(this::look));
    tick = next;
    if (closed) {
      next.cancel(false);
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    try {
      var now = look.counts();
      if (!now.equals(counts)) {
        counts = now;
        waiting = now;
        slot.run();
      }
      lookLater();
    } catch (Exception e) { // Whatever it is: the client must not take old counts for new ones.
      failure = e;
      slot.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    var last = tick;
    if (last != null) {
      last.cancel(false);
    }
    slot.run();
  }
}
