package httpd.live.merged;

import httpd.line.Line;
import java.util.Collection;

/** How the lines of a stream of several topics are written. Safe for all threads. */
public interface MergedForm {

  /** The bytes of a line after the name of its topic and a tab. */
  interface Prefixed {
    Line line(Line line, byte[] prefix);
  }

  /** Events, each with the id of its place in all topics. */
  static MergedForm ofEvents(MergedEncoder encoder) {
    return new MergedForm() {
      @Override
      public Line write(Line line, MergedTopic of, Collection<MergedTopic> topics) {
        return encoder.encode(line, of, topics);
      }

      @Override
      public boolean isEvents() {
        return true;
      }
    };
  }

  /** Lines, each after the name of its topic and a tab. */
  static MergedForm ofLines(Prefixed prefixed) {
    return (line, of, topics) -> prefixed.line(line, of.prefix());
  }

  /** Writes the line that was polled last from one of the topics. */
  Line write(Line line, MergedTopic of, Collection<MergedTopic> topics);

  /**
   * Whether it is an event stream, which has comments and ids; its lines are whole. Other lines may
   * be pieces.
   */
  default boolean isEvents() {
    return false;
  }
}
