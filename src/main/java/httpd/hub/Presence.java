package httpd.hub;

import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.live.Presentation;
import httpd.live.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who listens to the topics of a hub, and what is kept of them: {@code ?presence}. */
final class Presence {

  /** The field of the response to HEAD that has the number of subscribers. */
  static final String SUBSCRIBERS = "Httpd-Subscribers";

  private final HubTopics hub;
  private final Presentation presentation;

  Presence(HubTopics hub, Presentation presentation) {
    this.hub = hub;
    this.presentation = presentation;
  }

  /** Answers with the counts as JSON, or as events, one for each change. */
  Response answer(Request request, TopicSelection selection) throws IOException {
    var now = json(selection);
    return presentation.view(request) == View.EVENTS
        ? presentation.events(request, new PresenceEvents(now, () -> json(selection)))
        : presentation.varied(
            Response.text(now + "\n")
                .withType("application/json")
                .withHeader("Cache-Control", "no-store"));
  }

  /** Returns how many listen to any of the topics. */
  int subscribers(TopicSelection selection) throws IOException {
    return topics(selection).stream().mapToInt(Count::subscribers).sum();
  }

  private record Count(
      String topic, int subscribers, long events, long bytes, String oldest, String newest) {}

  private List<Count> topics(TopicSelection selection) throws IOException {
    var existing = selection.patterns().isEmpty() ? List.<String>of() : hub.names();
    var counts = new ArrayList<Count>();
    for (var name : selection.among(existing)) {
      counts.add(count(name));
    }
    return counts;
  }

  private Count count(String name) throws IOException {
    var topic = hub.toSubscribe(name);
    try {
      var state = topic.state();
      return new Count(
          name,
          topic.audience(),
          state.records(),
          state.bytes(),
          state.bounds().oldest(),
          state.bounds().newest());
    } finally {
      hub.release(topic);
    }
  }

  private String json(TopicSelection selection) throws IOException {
    try (var json = JsonWriter.ofUnicode()) {
      json.object().array("topics");
      for (var count : topics(selection)) {
        json.object()
            .add("topic", count.topic)
            .add("subscribers", count.subscribers)
            .add("events", count.events)
            .add("bytes", count.bytes)
            .add("oldest", count.oldest)
            .add("newest", count.newest)
            .end();
      }
      return json.end().end().take();
    }
  }
}
