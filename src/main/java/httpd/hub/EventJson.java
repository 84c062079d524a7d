package httpd.hub;

import httpd.HttpException;
import httpd.ServerSentEvent;
import httpd.http.JsonMember;
import httpd.sse.OwnEvents;
import java.time.Duration;

/**
 * Reads an event from JSON: {@code {"event": "move", "id": "7", "data": "e2e4", "retry": 1000}}.
 * Data that is not a string is published as the JSON that it is. Everything except data may be
 * missing or null; any other member is refused.
 */
final class EventJson {

  private static final int LONGEST_QUOTE = 100;

  /** The most digits that fit into a long whatever they are. */
  private static final int MOST_DIGITS = 18;

  private final Duration longestRetry;

  private EventJson(Duration longestRetry) {
    this.longestRetry = longestRetry;
  }

  /** Reads an event; throws a 400 if the text is not one. */
  static ServerSentEvent read(String text, Duration longestRetry) {
    return new EventJson(longestRetry).read(text);
  }

  private ServerSentEvent read(String text) {
    String id = null;
    String event = null;
    String data = null;
    Duration retry = null;
    for (var member : members(text)) {
      switch (member.name()) {
        case "id" -> id = member.isNull() ? null : Publication.checkId(string(member));
        case "event" -> event = member.isNull() ? null : eventType(member);
        case "retry" -> retry = member.isNull() ? null : milliseconds(member);
        case "data" -> data = member.string() == null ? member.value() : member.string();
        default -> throw refused(member, "an event has data, event, id and retry only");
      }
    }
    if (data == null) {
      throw refused("since it has no \"data\"");
    }
    return new ServerSentEvent(id, event, data, retry, null);
  }

  private static Iterable<JsonMember> members(String text) {
    try {
      return JsonMember.of(text);
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static String string(JsonMember member) {
    var string = member.string();
    if (string == null) {
      throw refused(member, "must be a string");
    }
    return string;
  }

  private static String eventType(JsonMember member) {
    var type = string(member);
    if (type.isEmpty() || type.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw refused(member, "must be a word without line ends");
    }
    if (OwnEvents.has(type)) {
      throw refused(member, "events of type \"" + type + "\" are the server's own");
    }
    return type;
  }

  private Duration milliseconds(JsonMember member) {
    var digits = member.value();
    if (!digits.matches("[0-9]+")) {
      throw refused(member, "must be a whole number of milliseconds");
    }
    long longest = longestRetry.toMillis();
    if (digits.length() > MOST_DIGITS || Long.parseLong(digits) > longest) {
      throw refused(member, "must be at most " + longest + " (milliseconds)");
    }
    return Duration.ofMillis(Long.parseLong(digits));
  }

  private static HttpException refused(JsonMember member, String why) {
    return refused("at character " + member.at() + ": \"" + cut(member.name()) + "\": " + why);
  }

  private static HttpException refused(String why) {
    return new HttpException(400, "not an event in JSON, " + why);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }
}
