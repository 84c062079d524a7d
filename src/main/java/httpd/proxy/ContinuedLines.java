package httpd.proxy;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.Timer;
import httpd.sse.EventReader;
import httpd.sse.LineBoundary;

/**
 * The lines of an event stream as they come, and when they break off, the events that the upstream
 * sends after the last one with an id.
 *
 * <pre>
 *            breaks off between two events, after an id
 *   PASSING ────────────────────────────────────────────► CONTINUED, a {@link ReconnectingSource}
 *      │ ends, or breaks off elsewhere
 *      └──────────────────────────────────► ENDED or FAILED
 * </pre>
 *
 * <p>Threads: the owner polls, any thread closes.
 */
final class ContinuedLines extends ForwardingSource {

  private final PostedUpstream upstream;
  private final Backoff backoff;
  private final LineBoundary boundary = new LineBoundary();
  private final EventReader events = new EventReader();
  private ReceivedLines received;
  private boolean passing = true;
  private volatile LineSource current;
  private volatile boolean closed;

  ContinuedLines(LineSource lines, PostedUpstream upstream, Backoff backoff) {
    super(lines);
    this.current = lines;
    this.upstream = upstream;
    this.backoff = backoff;
    this.received = new ReceivedLines(upstream, true, "");
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = current.poll(wake);
    if (passing && poll instanceof Line line) {
      pass(line);
    } else if (passing && poll instanceof Poll.Failed(var cause) && isToContinue()) {
      passing = false;
      goOn(cause);
      return current.poll(wake);
    }
    return poll;
  }

  private void pass(Line line) {
    boundary.pass(line);
    var bytes = new byte[line.length()];
    line.copyTo(bytes, 0);
    events.read(bytes, received::event);
    received.clear(); // The lines have left as they came.
    if (events.takeLeftOut() > 0) { // It may have had an id.
      received = new ReceivedLines(upstream, true, "");
    }
  }

  private boolean isToContinue() {
    return !closed && boundary.isBetweenEvents() && !received.lastId().isEmpty();
  }

  private void goOn(Throwable cause) {
    current.close();
    current = ReconnectingSource.after(cause, received, upstream, backoff, Timer.OF_THE_PROCESS);
    if (closed) {
      current.close(); // The close came in between.
    }
  }

  @Override
  public void close() {
    closed = true;
    current.close();
  }
}
