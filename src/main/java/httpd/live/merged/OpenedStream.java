package httpd.live.merged;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A stream of the topics that a client asks for.
 *
 * @param lost the topics that have lost lines after the client's place
 * @param gone how many topics the client's place has that are not in the stream
 */
public record OpenedStream(MergedEvents events, List<MergedTopic> lost, int gone) {

  /** Compares a stream with the places of a client, by the keys of their topics. */
  public static OpenedStream of(MergedEvents events, Map<String, String> places) {
    var topics = events.topics();
    var gone = new HashSet<>(places.keySet());
    topics.forEach(topic -> gone.remove(topic.key()));
    var lost = topics.stream().filter(topic -> topic.lost() != null).toList();
    return new OpenedStream(events, lost, gone.size());
  }

  boolean isWhole() {
    return lost.isEmpty() && gone == 0;
  }
}
