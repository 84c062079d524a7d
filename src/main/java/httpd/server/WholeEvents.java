package httpd.server;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an event stream, which can be held where an event ends and the next has not begun.
 *
 * <pre>
 *              stopBetween(…)                     the end of an event was polled
 *   FLOWING ─────────────────► until event's end ─────────────────────────────────► HELD: Pending,
 *              (at once, if it stands between two)                                  and reached runs
 * </pre>
 *
 * <p>All of it on the thread of the owner.
 */
final class WholeEvents implements LineSource {

  private final LineSource lines;
  private @Nullable Runnable reached;
  private boolean between = true;
  private boolean held;

  /**
   * The same lines.
   *
   * @param lines closed with this source
   */
  WholeEvents(LineSource lines) {
    this.lines = lines;
  }

  /**
   * Gives nothing more where an event ends.
   *
   * @param reached run within a later poll, once it is there; not if the lines end before
   * @return whether it is there now, so that {@code reached} is not run
   */
  boolean stopBetween(Runnable reached) {
    if (held || this.reached != null) {
      return false; // Whoever came first will end it.
    }
    held = between;
    if (!held) {
      this.reached = reached;
    }
    return held;
  }

  @Override
  public Poll poll(Runnable wake) {
    var stop = reached;
    if (!held && stop != null && between) {
      held = true;
      stop.run();
    }
    if (held) {
      return Poll.PENDING;
    }
    var poll = lines.poll(wake);
    if (poll instanceof Line line) {
      between = endsEvent(line);
    }
    return poll;
  }

  @Override
  public void close() {
    lines.close();
  }

  /** A blank line ends an event; one that was framed as a whole has it as its own end. */
  private static boolean endsEvent(Line line) {
    byte[] content = line.content();
    byte end = content.length == 0 ? (byte) '\n' : content[content.length - 1];
    return (end == '\n' || end == '\r') && line.ending() != Line.Ending.NONE;
  }
}
