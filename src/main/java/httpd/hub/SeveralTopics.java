package httpd.hub;

import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.WakeSlot;
import httpd.live.Grep;
import httpd.live.Presentation;
import httpd.live.SlowReaderPolicy;
import httpd.live.TopicHandler;
import httpd.live.merged.MergedAnswer;
import httpd.live.merged.MergedEncoder;
import httpd.live.merged.MergedEvents;
import httpd.live.merged.MergedForm;
import httpd.live.merged.MergedTopic;
import httpd.live.merged.OpenedStream;
import httpd.live.merged.PlacesId;
import httpd.live.merged.StreamNouns;
import httpd.sse.StoredEvent;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers a client with several topics of a hub on one stream, as {@link TopicHandler} with one.
 */
final class SeveralTopics {

  private static final StreamNouns NOUNS = new StreamNouns("topic", "topics", "Httpd-Topics");
  private static final MergedForm PLAIN = MergedForm.ofLines(StoredEvent::prefixedData);

  private final HubTopics hub;
  private final Presentation presentation;
  private final MergedAnswer answer;
  private final LongAdder dropped = new LongAdder();
  private final MergedForm events =
      MergedForm.ofEvents(new MergedEncoder((event, topic, id) -> StoredEvent.withOnly(event, id)));

  SeveralTopics(HubTopics hub, Presentation presentation) {
    this.hub = hub;
    this.presentation = presentation;
    this.answer = new MergedAnswer(presentation, NOUNS);
  }

  Response subscribe(Request request, TopicSelection selection) throws IOException {
    return switch (presentation.view(request)) {
      case PAGE -> presentation.page(request);
      case EVENTS ->
          answer.events(
              request, open(request, selection, Presentation.lastEventId(request), events));
      case LINES, VERBATIM ->
          answer.lines(open(request, selection, MergedAnswer.placeOfLines(request, NOUNS), PLAIN));
    };
  }

  private OpenedStream open(
      Request request, TopicSelection selection, @Nullable String id, MergedForm form)
      throws IOException {
    var asked = request.query("last");
    int last = asked == null ? presentation.last() : TopicHandler.count(asked);
    var places = id == null ? null : PlacesId.positions(id);
    var grep = Grep.of(request);
    boolean drops = presentation.slow() == SlowReaderPolicy.DROP;
    var slot = new WakeSlot();
    UnaryOperator<LineSource> filter = form.isEvents() ? lines -> lines : grep::storedEvents;
    var joiner = new TopicJoiner(hub, selection, filter, slot);
    var merged = new MergedEvents(form, NOUNS, joiner, slot, drops ? dropped::add : null);
    boolean isOpen = false;
    try {
      for (var name : selection.among(hub.watch(joiner))) {
        var topic = id == null ? last(name, last, grep) : after(name, places);
        topic.filter(filter);
        merged.add(topic);
      }
      joiner.opened();
      isOpen = true;
      return OpenedStream.of(merged, places == null ? Map.of() : places);
    } finally {
      if (!isOpen) {
        merged.close();
      }
    }
  }

  private MergedTopic last(String name, int events, Grep grep) throws IOException {
    var topic = hub.toSubscribe(name);
    try {
      return MergedTopic.of(name, grep.last(topic.events(), events));
    } finally {
      hub.release(topic);
    }
  }

  /** Goes on in a topic; without {@code places} the client's id was none of ours. */
  private MergedTopic after(String name, @Nullable Map<String, String> places) throws IOException {
    var topic = hub.toSubscribe(name);
    try {
      var position = places == null ? "" : places.get(PlacesId.key(name));
      return position == null
          ? MergedTopic.all(name, topic.events())
          : MergedTopic.after(name, topic.events(), position);
    } finally {
      hub.release(topic);
    }
  }
}
