package httpd.sse;

import httpd.ServerSentEvent;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SkippingSource;
import httpd.line.split.WholeLines;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lines as an event stream (WHATWG HTML, section 9.2): each is one event, in one piece.
 *
 * <pre>
 *            all said                  the reader fell behind, and may leave events out
 *   OPENING ──────────► FOLLOWING ───────────────────────────────────────────────────► FOLLOWING
 *   events of its own                  a comment tells how many
 * </pre>
 *
 * <p>A line that the source gives in pieces is one event; in place of one that is too long for that
 * stands a comment. End and failure are those of the source, which is closed with this one.
 */
public final class EventStream implements LineSource {

  /** Knows where it stands, and may be able to leave lines out. */
  private final LineSource lines;

  private final WholeLines whole;
  private final UnaryOperator<Line> encoding;
  private final @Nullable LongConsumer dropped;

  /** What is said before the first line; the owner's own. */
  private final Queue<Line> opening;

  private volatile boolean closed;

  private EventStream(
      LineSource lines,
      UnaryOperator<Line> encoding,
      Collection<Line> opening,
      @Nullable LongConsumer dropped) {
    this.lines = lines;
    this.whole = new WholeLines(lines);
    this.encoding = encoding;
    this.opening = new ArrayDeque<>(opening);
    this.dropped = dropped;
  }

  /** Events without ids: who comes back begins anew. */
  public static EventStream of(LineSource lines) {
    return new EventStream(lines, line -> ServerSentEvent.toLine(line, null), List.of(), null);
  }

  /**
   * Events whose ids are the positions of their lines.
   *
   * @param encoder the one of the topic
   * @param opening said first
   * @param dropped told how many events were left out each time that the reader fell behind; null
   *     to end the stream then
   */
  public static EventStream of(
      PositionedSource lines,
      EventEncoder encoder,
      List<ServerSentEvent> opening,
      @Nullable LongConsumer dropped) {
    return new EventStream(
        lines,
        line -> encoder.encode(line, lines),
        opening.stream().map(ServerSentEvent::toLine).toList(),
        dropped);
  }

  @Override
  public Poll poll(Runnable wake) {
    var said = closed ? null : opening.poll();
    if (said != null) {
      return said;
    }
    var poll = whole.poll(wake);
    return switch (poll) {
      case Line line -> event(line);
      case Poll.Failed(LineTooLongException tooLong) when whole.goOn() ->
          ServerSentEvent.ofComment(tooLong.note()).toLine();
      case Poll.Failed(FellBehindException behind) when dropped != null -> skip(dropped, poll);
      default -> poll;
    };
  }

  @Override
  public void close() {
    closed = true;
    lines.close();
  }

  @Override
  public Object origin() {
    return lines.origin();
  }

  /** Its comment tells what gave way to newer events while this reader was slow. */
  private Line event(Line line) {
    var event = encoding.apply(line);
    long replaced = lines instanceof SkippingSource skipping ? skipping.replaced() : 0;
    if (replaced == 0) {
      return event;
    }
    byte[] comment =
        comment("%s %s replaced by newer ones".formatted(replaced, were(replaced))).content();
    byte[] both = Arrays.copyOf(comment, comment.length + event.content().length);
    System.arraycopy(event.content(), 0, both, comment.length, event.content().length);
    return new Line(both, event.ending());
  }

  private Poll skip(LongConsumer dropped, Poll failed) {
    long count = !closed && lines instanceof SkippingSource skipping ? skipping.skip() : 0;
    if (count == 0) {
      return failed;
    }
    dropped.accept(count);
    return comment("%s %s dropped".formatted(count, were(count)));
  }

  private static Line comment(String what) {
    return ServerSentEvent.ofComment(what + ": this reader is too slow").toLine();
  }

  private static String were(long count) {
    return count == 1 ? "event was" : "events were";
  }
}
