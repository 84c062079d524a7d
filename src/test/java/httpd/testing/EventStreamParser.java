package httpd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * A client of an event stream, as WHATWG HTML, sections 9.2.5 and 9.2.6 have it, step for step: a
 * test may hold against it what the server frames.
 */
public final class EventStreamParser {

  /** What a page is given: {@code type}, {@code data} and {@code lastEventId}. */
  public record Event(String type, String data, String lastEventId) {}

  private final List<Event> dispatched = new ArrayList<>();
  private String data = "";
  private String eventType = "";
  private String lastEventIdBuffer = "";
  private String lastEventId = "";
  private long reconnectionTime = -1;

  private EventStreamParser() {}

  /** Reads a whole stream. */
  public static EventStreamParser of(byte[] stream) {
    var parser = new EventStreamParser();
    var text = new String(stream, UTF_8);
    parser.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
    return parser;
  }

  public List<Event> events() {
    return dispatched;
  }

  /** What the client would send as {@code Last-Event-ID}. */
  public String lastEventId() {
    return lastEventId;
  }

  /** Milliseconds; -1 if none was given. */
  public long reconnectionTime() {
    return reconnectionTime;
  }

  private void read(String text) {
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        line(text.substring(start, i));
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    // What stands behind the last line end is discarded, and so is an event without a blank line.
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon > 0) {
      var value = line.substring(colon + 1);
      field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    } else if (colon < 0) {
      field(line, "");
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> eventType = value;
      case "data" -> data += value + "\n";
      case "id" -> {
        if (value.indexOf(0) < 0) {
          lastEventIdBuffer = value;
        }
      }
      case "retry" -> {
        if (value.matches("[0-9]+")) {
          reconnectionTime = Long.parseLong(value);
        }
      }
      default -> {}
    }
  }

  private void dispatch() {
    lastEventId = lastEventIdBuffer;
    if (!data.isEmpty()) {
      var text = data.endsWith("\n") ? data.substring(0, data.length() - 1) : data;
      dispatched.add(new Event(eventType.isEmpty() ? "message" : eventType, text, lastEventId));
    }
    data = "";
    eventType = "";
  }
}
