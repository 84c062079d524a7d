package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.http.Json;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.blocking.IteratorSource;
import httpd.sse.EventStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a handler gives for an event stream, as a source of framed events. */
final class EventLines {

  private EventLines() {}

  /** Frames what an iterator gives; unread {@link Lines} stay bytes. */
  static LineSource of(Iterator<?> events) {
    return events instanceof Lines unread
        ? EventStream.of(unread.toSource())
        : IteratorSource.of(events, EventLines::line);
  }

  static LineSource of(Stream<?> events) {
    return IteratorSource.of(events, EventLines::line);
  }

  private static Line line(@Nullable Object event) {
    return switch (event) {
      case String data -> ServerSentEvent.of(data).toLine();
      case ServerSentEvent whole -> whole.toLine();
      case Record value -> json(value);
      case Map<?, ?> value -> json(value);
      case List<?> value -> json(value);
      case null, default ->
          throw new IllegalArgumentException(
              "an event is a ServerSentEvent, a String (its data), or a record, Map or List (its"
                  + " data as JSON), not "
                  + (event == null ? "null" : "a " + event.getClass().getName()));
    };
  }

  private static Line json(Object value) {
    return ServerSentEvent.of(new String(Json.write(value), UTF_8)).toLine();
  }
}
