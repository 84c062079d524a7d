package httpd.live;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.sse.EventFrame;
import httpd.sse.EventStream;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The events that a client asks for. Of those that are left out it gets an id now and then, without
 * data: a client that comes back begins there, and what was left out need not be kept for it.
 *
 * <pre>
 *              left out                    many of them, or for a second: an id
 *   PASSING ────────────► LEAVING OUT ─────────────────────────────────────────► PASSING
 *      ▲                       │  │
 *      └────── an event ───────┘  └── a turn's worth: the others on the event loop first
 * </pre>
 */
final class GrepEvents extends ForwardingSource {

  /** Events looked at in one poll: what matches nothing must not keep the event loop. */
  static final int TURN_EVENTS = 256;

  static final int TURN_BYTES = 128 * 1024;

  /** Events left out of which a client is told by an id. */
  static final int MOST_UNTOLD = 64;

  private static final long LONGEST_UNTOLD = TimeUnit.SECONDS.toNanos(1);

  private final Grep grep;
  private final @Nullable String newest;
  private final LongSupplier clock;

  // The owner's own.
  private int untold;
  private long since;

  GrepEvents(LineSource events, Grep grep, @Nullable String newest, LongSupplier clock) {
    super(events);
    this.grep = grep;
    this.newest = newest;
    this.clock = clock;
  }

  @Override
  public Poll poll(Runnable wake) {
    int bytes = 0;
    for (int i = 0; i < TURN_EVENTS && bytes < TURN_BYTES; i++) {
      var poll = super.poll(wake);
      if (!(poll instanceof Line line)) {
        return poll;
      }
      var event = GrepEvent.of(line);
      if (grep.accepts(event) || isExit(event)) {
        untold = 0;
        return line;
      }
      var told = leaveOut(event);
      if (told != null) {
        return told;
      }
      bytes += line.length();
    }
    ForkJoinPool.commonPool().execute(wake);
    return Poll.PENDING;
  }

  /** Returns whether an event tells how the command behind the lines has ended. */
  private boolean isExit(GrepEvent event) {
    return exitStatus() >= 0 && EventStream.EXIT.equals(event.type());
  }

  /** Returns what is sent in place of a filtered event: its id now and then, after a comment. */
  private @Nullable Line leaveOut(GrepEvent event) {
    long now = clock.getAsLong();
    since = untold == 0 ? now : since;
    untold++;
    boolean isDue = untold >= MOST_UNTOLD || now - since >= LONGEST_UNTOLD;
    var own = isDue || newest != null ? event.id() : null;
    var id = isDue || Objects.equals(own, newest) ? own : null;
    var comment = event.comment();
    if (id == null && comment == null) {
      return null;
    }
    untold = id == null ? untold : 0;
    return new EventFrame().comment(comment).id(id).toLine();
  }
}
