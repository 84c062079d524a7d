package httpd.live.merged;

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
  static Line reset(StreamNouns nouns, List<MergedTopic> lost, int gone, String id) {
    try (var json = JsonWriter.ofUnicode()) {
      json.object().array(nouns.many());
      for (var topic : lost) {
        json.object().add(nouns.one(), topic.name());
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

  /** A comment about one topic. */
  static Line note(StreamNouns nouns, String topic, String what) {
    return EventFrame.ofComment(nouns.one() + " \"" + topic + "\"" + what);
  }

  static Line dropped(StreamNouns nouns, String topic, long count) {
    var events = count == 1 ? "1 event was" : count + " events were";
    return note(nouns, topic, ": " + events + " dropped: this reader is too slow");
  }
}
