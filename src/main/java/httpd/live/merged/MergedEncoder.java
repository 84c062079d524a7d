package httpd.live.merged;

import httpd.line.Line;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives events the ids of streams of several topics. The newest one is kept, so that readers of the
 * same topics that keep up share one encoding. Safe for all threads; concurrent calls may encode an
 * event twice, equally.
 */
public final class MergedEncoder {

  /**
   * An event with its id.
   *
   * @param places of all topics of the stream after it
   */
  private record Encoded(Line line, List<String> places, Line event) {

    @SuppressWarnings("ReferenceEquality") // Readers of a topic get the same line, not equal ones.
    boolean is(Line other, Collection<MergedTopic> topics) {
      if (line != other || places.size() != topics.size()) {
        return false;
      }
      int i = 0;
      for (var topic : topics) {
        if (!places.get(i++).equals(topic.place())) {
          return false;
        }
      }
      return true;
    }
  }

  /** Makes an event of a line. */
  public interface Encoding {
    Line event(Line line, String topic, String id);
  }

  private final Encoding encoding;
  private volatile @Nullable Encoded newest;

  public MergedEncoder(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Returns the event that was polled last from one of the topics, with the id of the stream. */
  Line encode(Line line, MergedTopic of, Collection<MergedTopic> topics) {
    var known = newest;
    if (known != null && known.is(line, topics)) {
      return known.event;
    }
    var event = encoding.event(line, of.name(), PlacesId.of(of, topics));
    newest = new Encoded(line, topics.stream().map(MergedTopic::place).toList(), event);
    return event;
  }
}
