package httpd.server.answer;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.WakeSlot;
import httpd.sse.LineBoundary;
import httpd.sse.SharedEvents;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an event stream, which can be stopped between two events.
 *
 * <pre>
 *              stopBetween(…)                     the end of an event was polled
 *   FLOWING ─────────────────► until event's end ─────────────────────────────────► HELD: Pending,
 *              (at once, if it stands between two)                                  and reached runs
 * </pre>
 *
 * <p>On the thread of the owner only, except {@link #close}, which any thread may call.
 */
final class EventBoundary extends ForwardingSource {

  private final LineBoundary boundary = new LineBoundary();
  private @Nullable Runnable reached;
  private boolean held;

  /** The wake-up of an owner that waits at the boundary: only a close calls it. */
  private final WakeSlot waiting = new WakeSlot();

  private volatile boolean closed;

  EventBoundary(LineSource lines) {
    super(lines);
  }

  /**
   * Stops after the current event.
   *
   * @param reached run within a later poll, at the boundary; not if the lines end before
   * @return whether the boundary is reached now, so that {@code reached} is not run
   */
  boolean stopBetween(Runnable reached) {
    if (held || this.reached != null) {
      return false; // The first caller ends the stream.
    }
    held = boundary.isBetweenEvents();
    if (!held) {
      this.reached = reached;
    }
    return held;
  }

  @Override
  public Poll poll(Runnable wake) {
    var stop = reached;
    if (!held && stop != null && boundary.isBetweenEvents()) {
      held = true;
      stop.run();
    }
    if (held && !closed) {
      return hold(wake);
    }
    var poll = super.poll(wake);
    if (poll instanceof Line line) {
      boundary.pass(line);
    }
    return poll;
  }

  /** Events that end where they are shared, so that it stays between two. */
  @Override
  public @Nullable Object shared() {
    boolean flows = !held && reached == null && !closed && boundary.isBetweenEvents();
    return flows && sharedBelow() instanceof SharedEvents events ? events : null;
  }

  private Poll hold(Runnable wake) {
    waiting.set(wake);
    if (closed) {
      waiting.run(); // The close came before the wake-up was set.
    }
    return Poll.PENDING;
  }

  @Override
  public void close() {
    closed = true;
    super.close();
    waiting.run();
  }
}
