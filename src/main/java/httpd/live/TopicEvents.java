package httpd.live;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.http.JsonWriter;
import httpd.line.PositionedSource;
import httpd.sse.EventEncoder;
import httpd.sse.EventStream;
import httpd.sse.OwnEvents;
import httpd.topic.Topic;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A topic as an event stream: the position of each line is its event's id. A stream begins with the
 * id of the place where it begins and no data: a browser keeps the id and dispatches nothing, so a
 * client that is cut before its first event comes back to the same place.
 *
 * @param dropped counts the events that slow clients missed
 */
record TopicEvents(
    Topic topic, EventEncoder encoder, Presentation presentation, LongAdder dropped) {

  /** How often to look for the oldest line, which may be dropped meanwhile. */
  private static final int ATTEMPTS = 3;

  Response from(Request request, PositionedSource lines) {
    var opening = new ServerSentEvent(lines.position(), null, null, null, null);
    return answer(request, lines, opening, null);
  }

  /**
   * Answers with lines that were there before, and those that come; names the position where the
   * first ones end.
   */
  Response fromLast(Request request, PositionedSource lines) throws IOException {
    var opening = new ServerSentEvent(lines.position(), null, null, null, null);
    var newest = topic.bounds().newest();
    return answer(request, lines, opening, newest).withHeader(TopicHandler.NEWEST, newest);
  }

  /**
   * Answers with the events after one with an id. If they are lost, the first event is a {@code
   * reset} that names the oldest and the newest position, and all events that are kept follow.
   */
  Response after(Request request, String id) throws IOException {
    if (resume(id) instanceof Resumption.Found(var lines)) {
      return from(request, lines);
    }
    var lines = oldest();
    var oldest = lines.position();
    var newest = topic.bounds().newest();
    var reset =
        ServerSentEvent.of(bounds(oldest, newest)).withEvent(OwnEvents.RESET).withId(oldest);
    return answer(request, lines, reset, newest)
        .withHeader("Httpd-Oldest", oldest)
        .withHeader(TopicHandler.NEWEST, newest);
  }

  private static String bounds(String oldest, String newest) {
    try (var json = JsonWriter.ofUnicode()) {
      return json.object().add("oldest", oldest).add("newest", newest).end().take();
    }
  }

  private Response answer(
      Request request, PositionedSource lines, ServerSentEvent opening, @Nullable String newest) {
    var position = lines.position();
    boolean drops = presentation.slow() == SlowReaderPolicy.DROP;
    var events = EventStream.of(lines, encoder, opening.toLine(), drops ? dropped::add : null);
    var asked = Grep.of(request).events(events, newest);
    return presentation.events(request, asked).withHeader(TopicHandler.POSITION, position);
  }

  private Resumption resume(String id) throws IOException {
    try {
      return topic.after(id);
    } catch (IllegalArgumentException notAPosition) {
      return new Resumption.Lost(topic.bounds());
    }
  }

  private PositionedSource oldest() throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (topic.after(topic.bounds().oldest()) instanceof Resumption.Found(var lines)) {
        return lines;
      }
    }
    return topic.last(TopicHandler.MOST_LINES);
  }
}
