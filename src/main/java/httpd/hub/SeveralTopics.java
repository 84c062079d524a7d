package httpd.hub;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.live.Grep;
import httpd.live.Presentation;
import httpd.live.SlowReaderPolicy;
import httpd.live.TopicHandler;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers a client with several topics of a hub on one stream, as {@link TopicHandler} with one.
 */
final class SeveralTopics {

  private static final String COUNT = "Httpd-Topics";

  private final HubTopics hub;
  private final Presentation presentation;
  private final LongAdder dropped = new LongAdder();
  private final MergedEncoder encoder = new MergedEncoder();

  /**
   * A stream of the topics that a client asks for.
   *
   * @param lost the topics that have lost events after the client's place
   * @param gone how many topics the client's place has that are not in the stream
   */
  private record Opened(MergedEvents events, List<MergedTopic> lost, int gone) {

    static Opened of(MergedEvents events, Map<String, String> places) {
      var topics = events.topics();
      var gone = new HashSet<>(places.keySet());
      topics.forEach(topic -> gone.remove(topic.key()));
      var lost = topics.stream().filter(topic -> topic.lost() != null).toList();
      return new Opened(events, lost, gone.size());
    }

    boolean isWhole() {
      return lost.isEmpty() && gone == 0;
    }
  }

  SeveralTopics(HubTopics hub, Presentation presentation) {
    this.hub = hub;
    this.presentation = presentation;
  }

  Response subscribe(Request request, TopicSelection selection) throws IOException {
    return switch (presentation.view(request)) {
      case PAGE -> presentation.page(request);
      case EVENTS -> events(request, selection);
      case LINES, VERBATIM -> lines(request, selection);
    };
  }

  private Response events(Request request, TopicSelection selection) throws IOException {
    var opened =
        open(request, selection, Presentation.lastEventId(request), MergedEvents.Form.EVENTS);
    var events = opened.events;
    var id = events.id();
    events.begin(
        opened.isWhole()
            ? MergedFrames.beginning(id)
            : MergedFrames.reset(opened.lost, opened.gone, id));
    var asked = Grep.of(request).events(events);
    return described(presentation.events(request, asked), events, id);
  }

  private Response lines(Request request, TopicSelection selection) throws IOException {
    var after = request.query("after");
    if (after != null && request.query("last") != null) {
      throw new HttpException(400, "after= and last= exclude each other: use one of them");
    }
    if (after != null && PlacesId.positions(after) == null) {
      throw new HttpException(400, "after= is not the position of a stream of several topics");
    }
    var opened = open(request, selection, after, MergedEvents.Form.PLAIN);
    var id = opened.events.id();
    if (opened.isWhole()) {
      var asked = Grep.of(request).wholeLines(opened.events);
      return described(presentation.lines(asked), opened.events, id);
    }
    opened.events.close();
    throw new HttpException(
        410,
        "lines of some topics are gone; ?after=%s gives all that are kept".formatted(id),
        Headers.of("Httpd-Oldest", id),
        null);
  }

  private static Response described(Response response, MergedEvents events, String id) {
    return response
        .withHeader(TopicHandler.POSITION, id)
        .withHeader(COUNT, Integer.toString(events.topics().size()));
  }

  private Opened open(
      Request request, TopicSelection selection, @Nullable String id, MergedEvents.Form form)
      throws IOException {
    var asked = request.query("last");
    int last = asked == null ? presentation.last() : TopicHandler.count(asked);
    var places = id == null ? null : PlacesId.positions(id);
    var grep = Grep.of(request);
    boolean drops = presentation.slow() == SlowReaderPolicy.DROP;
    var events = new MergedEvents(hub, selection, form, encoder, drops ? dropped::add : null);
    boolean isOpen = false;
    try {
      for (var name : selection.among(hub.watch(events.watch()))) {
        events.add(id == null ? last(name, last, grep) : after(name, places));
      }
      events.opened();
      isOpen = true;
      return Opened.of(events, places == null ? Map.of() : places);
    } finally {
      if (!isOpen) {
        events.close();
      }
    }
  }

  private MergedTopic last(String name, int events, Grep grep) throws IOException {
    var topic = hub.toSubscribe(name);
    try {
      return MergedTopic.from(topic, grep.last(topic.events(), events));
    } finally {
      hub.release(topic);
    }
  }

  /** Goes on in a topic; without {@code places} the client's id was none of ours. */
  private MergedTopic after(String name, @Nullable Map<String, String> places) throws IOException {
    var topic = hub.toSubscribe(name);
    try {
      var position = places == null ? "" : places.get(PlacesId.key(name));
      return position == null ? MergedTopic.all(topic) : MergedTopic.after(topic, position);
    } finally {
      hub.release(topic);
    }
  }
}
