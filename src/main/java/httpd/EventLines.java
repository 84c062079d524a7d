package httpd;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.blocking.IteratorSource;
import httpd.line.split.WholeLines;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes each line the data of an event; one that is too long becomes a comment. */
final class EventLines extends ForwardingSource {

  private final WholeLines lines;

  /**
   * Events of these lines.
   *
   * @param lines closed with this source
   */
  EventLines(WholeLines lines) {
    super(lines);
    this.lines = lines;
  }

  /** What a handler gave for an event stream; {@link Lines} that nobody touched stay bytes. */
  static LineSource of(Iterator<?> events) {
    return events instanceof Lines untouched
        ? new EventLines(new WholeLines(untouched.toSource()))
        : IteratorSource.of(events, EventLines::line);
  }

  static LineSource of(Stream<?> events) {
    return IteratorSource.of(events, EventLines::line);
  }

  private static Line line(@Nullable Object event) {
    return switch (event) {
      case String data -> ServerSentEvent.of(data).toLine();
      case ServerSentEvent whole -> whole.toLine();
      case null, default ->
          throw new IllegalArgumentException(
              "an event is a ServerSentEvent, or a String that is its data; this is "
                  + (event == null ? "null" : "a " + event.getClass().getName()));
    };
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = lines.poll(wake);
    return switch (poll) {
      case Line line -> ServerSentEvent.toLine(line, null);
      case Poll.Failed(LineTooLongException tooLong) when lines.goOn() ->
          ServerSentEvent.ofComment(tooLong.note()).toLine();
      default -> poll;
    };
  }
}
