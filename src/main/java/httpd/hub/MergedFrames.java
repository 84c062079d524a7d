package httpd.hub;

import httpd.ServerSentEvent;
import httpd.http.JsonWriter;
import httpd.line.Line;
import httpd.sse.EventFrame;
import httpd.sse.OwnEvents;
import java.util.List;

/** What a stream of several topics writes. */
final class MergedFrames {

  private MergedFrames() {}

  /** The place where a stream begins. */
  static Line beginning(String id) {
    return new ServerSentEvent(id, null, null, null, null).toLine();
  }

  /**
   * Events of some topics were lost; all that are kept follow.
   *
   * @param gone how many topics of the client's id the stream does not have any more
   */
  static Line reset(List<MergedTopic> lost, int gone, String id) {
    try (var json = JsonWriter.ofUnicode()) {
      json.object().array("topics");
      for (var topic : lost) {
        json.object().add("topic", topic.name());
        var bounds = topic.lost();
        if (bounds != null) {
          json.add("oldest", bounds.oldest()).add("newest", bounds.newest());
        }
        json.end();
      }
      var data = json.end().add("gone", gone).end().take();
      return ServerSentEvent.of(data).withEvent(OwnEvents.RESET).withId(id).toLine();
    }
  }

  static Line dropped(String topic, long count) {
    return EventFrame.ofComment(
        "topic \"%2$s\": %1$s dropped: this reader is too slow"
            .formatted(count == 1 ? "1 event was" : count + " events were", topic));
  }
}
