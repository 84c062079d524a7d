package httpd.live;

import httpd.http.JsonWriter;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import org.jspecify.annotations.Nullable;

/**
 * Framed events as JSON, one object a line: {@code {"id": "7", "event": "move", "data": "e2e4"}},
 * with the members that the event has. A comment is {@code {"comment": "..."}}.
 */
final class JsonEvents extends ForwardingSource {

  JsonEvents(LineSource events) {
    super(events);
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = super.poll(wake);
    return poll instanceof Line event ? Line.of(json(event.text())) : poll;
  }

  private static String json(String event) {
    String id = null;
    String type = null;
    StringBuilder data = null;
    StringBuilder comment = null;
    for (var line : event.split("\n")) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      var value = line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
      switch (line.substring(0, colon)) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> data = joined(data, value);
        case "" -> comment = joined(comment, value);
        default -> {}
      }
    }
    try (var json = JsonWriter.ofUnicode().object()) {
      json.add("id", id).add("event", type).add("data", text(data)).add("comment", text(comment));
      return json.end().take();
    }
  }

  private static StringBuilder joined(@Nullable StringBuilder before, String line) {
    return before == null ? new StringBuilder(line) : before.append('\n').append(line);
  }

  private static @Nullable String text(@Nullable StringBuilder text) {
    return text == null ? null : text.toString();
  }
}
