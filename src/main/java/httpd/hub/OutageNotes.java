package httpd.hub;

import httpd.Body;
import httpd.Response;
import httpd.http.ContentType;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.WakeSlot;
import httpd.sse.EventFrame;
import httpd.topic.StoreOutages;
import org.jspecify.annotations.Nullable;

/**
 * An event stream with a comment when the server of its store goes away, and one when it is back.
 *
 * <pre>
 *               away                      back                the comment is given
 *   QUIET ─────────────► NOTE WAITS ◄───────────── QUIET ◄──────────────────────── NOTE WAITS
 * </pre>
 *
 * <p>The events are whole: a comment fits between any two. Listens from the first poll on.
 */
final class OutageNotes extends ForwardingSource implements StoreOutages.Listener {

  private static final String BACK = "the store is back";

  private final StoreOutages outages;

  /** Passes a wake-up on, once; also that of the poll before it follows a lead. */
  private volatile WakeSlot waiting = new WakeSlot();

  /** The newest note that was not given; an outage that is over before that is not told. */
  private volatile @Nullable String note;

  private volatile boolean closed;

  // The owner's own.
  private boolean begun;
  private boolean ended;

  OutageNotes(LineSource events, StoreOutages outages) {
    super(events);
    this.outages = outages;
  }

  /** The response with notes, if it is an event stream and the store has a server. */
  static Response in(Response response, @Nullable StoreOutages outages) {
    var type = ContentType.of(response.headers().all("Content-Type"));
    return outages != null
            && type.isEventStream()
            && response.body() instanceof Body.Lines(var events)
        ? new Response(
            response.status(), response.headers(), new Body.Lines(new OutageNotes(events, outages)))
        : response;
  }

  @Override
  public Poll poll(Runnable wake) {
    begin();
    var next = note;
    if (next != null && !closed && !ended) {
      note = null;
      return EventFrame.ofComment(next);
    }
    var signal = new WakeSlot(wake);
    var poll = super.poll(signal);
    switch (poll) {
      case Line _ -> {}
      case Poll.Pending() -> {
        waiting = signal;
        if (note != null) {
          signal.run(); // It came between the look at it and the wait, and found an old signal.
        }
      }
      default -> ended = true;
    }
    return poll;
  }

  private void begin() {
    if (!begun) {
      begun = true;
      outages.add(this);
      note = outages.notice();
      if (closed) {
        outages.remove(this);
      }
    }
  }

  @Override
  public void changed(@Nullable String notice) {
    note = notice == null ? BACK : notice;
    waiting.run();
  }

  @Override
  public @Nullable Object shared() {
    return note == null && !closed ? sharedBelow() : null;
  }

  @Override
  public void close() {
    closed = true;
    outages.remove(this);
    super.close();
  }
}
