package httpd.sse;

import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.PositionedSource;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the lines of one topic as events. The newest event is cached, so readers that keep up
 * share one encoding. Safe for all threads; concurrent calls may encode a line twice, equally.
 */
public final class EventEncoder {

  /** What a line of the topic is. */
  public enum Form {
    /** The data of an event. */
    DATA,
    /** An event {@linkplain EventFrame framed} already, with an id or without. */
    EVENT,
    /** Either: the content of an event ends with a line feed, and that of a line has none. */
    EITHER
  }

  private record Encoded(Line line, String id, Line event) {}

  private final Form form;
  private volatile @Nullable Encoded newest;

  public EventEncoder(Form form) {
    this.form = form;
  }

  public Form form() {
    return form;
  }

  /** The event of the line that was polled last; the position is its id, unless it has one. */
  Line encode(Line line, PositionedSource lines) {
    return lines.encoded(line, form, () -> encode(line, lines.position()));
  }

  /** The event of the line that a lead has peeked. */
  Line encode(Line line, LeadSource lead) {
    return lead.encoded(line, form, () -> encode(line, lead.nextPosition()));
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
