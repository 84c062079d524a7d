package httpd.sse;

import httpd.line.FellBehindException;
import httpd.line.ForwardingSource;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.split.WholeLines;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines as an event stream (WHATWG HTML, section 9.2): each line is one event, in one piece.
 *
 * <pre>
 *            sent                      the reader fell behind and may skip events
 *   OPENING ──────────► FOLLOWING ─────────────────────────────────────────────────► FOLLOWING
 *   an event of its own     │          a comment tells how many
 *                           │ the command behind the lines has exited
 *                           └────────────────────────────────────────► an event exit, then over
 * </pre>
 *
 * <p>A line that the source gives in pieces is one event; a line that is too long is replaced by a
 * comment. The stream ends and fails as its source does, and closes the source.
 */
public final class EventStream extends ForwardingSource {

  /** The type of the event that tells how a command has ended. */
  public static final String EXIT = "exit";

  private final WholeLines whole;
  private final LineSource lines;

  /** Null for events without ids. */
  private final @Nullable EventEncoder encoder;

  private final @Nullable LongConsumer dropped;

  /** Sent before the first line, then null. */
  private @Nullable Line opening;

  /** Whether the exit status of a command is still to be told. */
  private boolean tellsExit;

  private volatile boolean closed;

  private EventStream(
      LineSource lines,
      @Nullable EventEncoder encoder,
      @Nullable Line opening,
      @Nullable LongConsumer dropped) {
    super(lines);
    this.whole = new WholeLines(lines);
    this.lines = lines;
    this.encoder = encoder;
    this.opening = opening;
    this.dropped = dropped;
  }

  /** Events without ids: a client that reconnects starts from the beginning. */
  public static EventStream of(LineSource lines) {
    return new EventStream(lines, null, null, null);
  }

  /** The same, and the exit status of the command that gave the lines, as the last event. */
  public static EventStream withExit(LineSource lines) {
    var stream = of(lines);
    stream.tellsExit = true;
    return stream;
  }

  /**
   * Events whose ids are positions, and the exit status if a command gave the lines; a slow reader
   * fails unless {@code dropped} counts its loss.
   */
  public static EventStream of(
      PositionedSource lines, EventEncoder encoder, Line opening, @Nullable LongConsumer dropped) {
    var stream = new EventStream(lines, encoder, opening, dropped);
    stream.tellsExit = true;
    return stream;
  }

  @Override
  public Poll poll(Runnable wake) {
    var first = opening;
    if (first != null && !closed) {
      opening = null;
      return first;
    }
    var poll = whole.poll(wake);
    if (tellsExit && isFinal(poll) && !closed) {
      int status = exitStatus();
      if (status >= 0) {
        tellsExit = false;
        return exit(status);
      }
    }
    return switch (poll) {
      case Line line -> event(line);
      case Poll.Failed(LineTooLongException tooLong) when whole.goOn() ->
          EventFrame.ofComment(tooLong.note());
      case Poll.Failed(FellBehindException behind) when dropped != null -> skip(dropped, poll);
      default -> poll;
    };
  }

  @Override
  public @Nullable Object shared() {
    if (encoder == null || opening != null || closed) {
      return null;
    }
    var below = whole.shared();
    return below == null ? null : new SharedEvents(below, encoder.form());
  }

  @Override
  public LeadSource lead() {
    return new EventLead(super.lead(), Objects.requireNonNull(encoder));
  }

  @Override
  public void close() {
    closed = true;
    super.close();
  }

  /** Adds a comment if newer events replaced older ones while this reader was slow. */
  private Line event(Line line) {
    var event = encoded(line);
    long replaced = replaced();
    return replaced == 0
        ? event
        : new EventFrame()
            .comment(tooSlow(replaced, "replaced by newer ones"))
            .addFramed(event.content())
            .toLine();
  }

  private Line encoded(Line line) {
    return encoder == null || !(lines instanceof PositionedSource positioned)
        ? EventFrame.ofData(line, eventType(), null)
        : encoder.encode(line, positioned);
  }

  private static boolean isFinal(Poll poll) {
    return poll instanceof Poll.End
        || (poll instanceof Poll.Failed(var cause) && !(cause instanceof LineTooLongException));
  }

  private static Line exit(int status) {
    return new EventFrame().event(EXIT).data(Integer.toString(status)).toLine();
  }

  private Poll skip(LongConsumer dropped, Poll failed) {
    long count = closed ? 0 : skip();
    if (count == 0) {
      return failed;
    }
    dropped.accept(count);
    return EventFrame.ofComment(tooSlow(count, "dropped"));
  }

  private static String tooSlow(long count, String what) {
    return "%s %s %s: this reader is too slow"
        .formatted(count, count == 1 ? "event was" : "events were", what);
  }
}
