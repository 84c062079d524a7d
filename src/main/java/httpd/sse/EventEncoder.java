package httpd.sse;

import httpd.line.Line;
import httpd.line.PositionedSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the lines of one topic, each once for all readers that come to it at about the
 * same time: the newest is kept. Safe for all threads; two that make the same event at once make it
 * twice, and both are right.
 */
public final class EventEncoder {

  /** What a line of the topic is. */
  public enum Form {
    /** The data of an event. */
    DATA,
    /** An event {@linkplain EventFrame framed} already, with an id or without. */
    EVENT,
    /**
     * Either: each line shows what it is, since an event ends with a line feed within it, before
     * that of its blank line, and in a line there is none.
     */
    EITHER
  }

  private record Encoded(Line line, String id, Line event) {}

  private final Form form;
  private volatile @Nullable Encoded newest;

  /** An encoder for one topic. */
  public EventEncoder(Form form) {
    this.form = form;
  }

  /** What the lines of the topic are. */
  public Form form() {
    return form;
  }

  /**
   * The event of a line, which a source keeps whose readers share their lines.
   *
   * @param lines the line was polled last; its position is the id, unless the event has one
   */
  Line encode(Line line, PositionedSource lines) {
    return lines.encoded(line, form, () -> encode(line, lines.position()));
  }

  @SuppressWarnings("ReferenceEquality") // Readers of a topic get the same line, not equal ones.
  private Line encode(Line line, String id) {
    var known = newest;
    if (known != null && known.line == line && known.id.equals(id)) {
      return known.event;
    }
    var event = isEvent(line) ? StoredEvent.with(line, id) : EventFrame.ofData(line, id);
    newest = new Encoded(line, id, event);
    return event;
  }

  private boolean isEvent(Line line) {
    return switch (form) {
      case DATA -> false;
      case EVENT -> true;
      case EITHER -> StoredEvent.isOne(line);
    };
  }
}
