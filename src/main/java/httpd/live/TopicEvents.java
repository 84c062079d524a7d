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

/**
 * A topic as an event stream: the position of each line is its id. The first thing said is where
 * the stream begins, as an id alone, which a browser keeps though no page sees it: so who is cut
 * off before the first event comes back to the same place.
 *
 * @param dropped counts what slow readers have missed
 */
record TopicEvents(
    Topic topic, EventEncoder encoder, Presentation presentation, LongAdder dropped) {

  /** How often to look for the oldest line, which may be dropped while it is looked for. */
  private static final int TRIES = 3;

  /** From a place that was asked for, without a word about what came before. */
  Response from(Request request, PositionedSource lines) {
    return answer(request, lines, id(lines));
  }

  /**
   * Behind the event with an id; if that cannot be, an event {@code reset} with the ends of what
   * there is, in JSON, and then all there is.
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
    return answer(request, lines, reset)
        .withHeader("Httpd-Oldest", oldest)
        .withHeader("Httpd-Newest", newest);
  }

  private static String bounds(String oldest, String newest) {
    try (var json = JsonWriter.ofUnicode()) {
      return json.object().add("oldest", oldest).add("newest", newest).end().take();
    }
  }

  private Response answer(Request request, PositionedSource lines, ServerSentEvent opening) {
    var position = lines.position();
    var events =
        EventStream.of(
            lines,
            encoder,
            opening.toLine(),
            presentation.slow() == SlowReaderPolicy.DROP ? dropped::add : null);
    return presentation.events(request, events).withHeader(TopicHandler.POSITION, position);
  }

  private static ServerSentEvent id(PositionedSource lines) {
    return new ServerSentEvent(lines.position(), null, null, null, null);
  }

  private Resumption resume(String id) throws IOException {
    try {
      return topic.after(id);
    } catch (IllegalArgumentException neverWasOne) {
      var bounds = topic.bounds();
      return new Resumption.Lost(bounds.oldest(), bounds.newest());
    }
  }

  private PositionedSource oldest() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      if (topic.after(topic.bounds().oldest()) instanceof Resumption.Found(var lines)) {
        return lines;
      }
    }
    return topic.last(TopicHandler.MOST_LINES);
  }
}
