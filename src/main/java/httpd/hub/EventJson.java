package httpd.hub;

import httpd.HttpException;
import httpd.ServerSentEvent;
import httpd.sse.OwnEvents;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * An event as JSON (RFC 8259): {@code {"event": "move", "id": "7", "data": "e2e4", "retry": 1000}}.
 * Data is a string, or any other value, which is published as the JSON that it is; everything but
 * data may be left out or null. What the object should not have is refused, with its place.
 */
final class EventJson {

  private static final int DEEPEST = 100;

  /** Of a name or a type that is refused, what the answer shows. */
  private static final int LONGEST_SHOWN = 100;

  private static final Pattern WORD =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** What fits into a long, whatever the digits are. */
  private static final int MOST_DIGITS = 18;

  private final String text;
  private final Duration longestRetry;
  private int at;

  private EventJson(String text, Duration longestRetry) {
    this.text = text;
    this.longestRetry = longestRetry;
  }

  /**
   * Reads an event.
   *
   * @param longestRetry that a publisher may ask for
   * @throws HttpException 400 if it is none
   */
  static ServerSentEvent read(String text, Duration longestRetry) {
    return new EventJson(text, longestRetry).event();
  }

  private ServerSentEvent event() {
    String id = null;
    String event = null;
    String data = null;
    Duration retry = null;
    skipBlanks();
    expect('{');
    for (boolean more = !accept('}'); more; more = next()) {
      skipBlanks();
      var name = string();
      skipBlanks();
      expect(':');
      skipBlanks();
      switch (name) {
        case "id" -> id = acceptNull() ? null : Publication.checkId(string());
        case "event" -> event = acceptNull() ? null : eventType(string());
        case "retry" -> retry = acceptNull() ? null : milliseconds();
        case "data" -> data = data();
        default ->
            throw wrong("an event has id, event, data and retry, and no \"" + cut(name) + "\"");
      }
    }
    skipBlanks();
    if (at < text.length()) {
      throw wrong("something follows the event");
    }
    if (data == null) {
      throw wrong("an event needs \"data\"");
    }
    return new ServerSentEvent(id, event, data, retry, null);
  }

  /** Behind a member: whether another follows. */
  private boolean next() {
    skipBlanks();
    if (accept(',')) {
      return true;
    }
    expect('}');
    return false;
  }

  private String eventType(String type) {
    if (type.isEmpty() || type.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw wrong("\"event\" is a word without line ends");
    }
    if (OwnEvents.has(type)) {
      throw wrong("events of type \"" + type + "\" are the server's own");
    }
    return type;
  }

  private Duration milliseconds() {
    int start = at;
    while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
      at++;
    }
    var digits = text.substring(start, at);
    if (!digits.matches("0|[1-9][0-9]*")) {
      throw wrong("\"retry\" is a whole number of milliseconds");
    }
    boolean isLong = digits.length() > MOST_DIGITS;
    if (isLong || Long.parseLong(digits) > longestRetry.toMillis()) {
      throw wrong("\"retry\" is at most " + longestRetry.toMillis() + " (milliseconds)");
    }
    return Duration.ofMillis(Long.parseLong(digits));
  }

  private String data() {
    if (at < text.length() && text.charAt(at) == '"') {
      return string();
    }
    int start = at;
    value(0);
    return text.substring(start, at);
  }

  /** Passes over any value. */
  private void value(int depth) {
    if (depth > DEEPEST) {
      throw wrong("values lie more than " + DEEPEST + " deep");
    }
    skipBlanks();
    switch (peek()) {
      case '{' -> members('}', depth, true);
      case '[' -> members(']', depth, false);
      case '"' -> string();
      default -> word();
    }
  }

  private void members(char end, int depth, boolean named) {
    at++;
    skipBlanks();
    if (accept(end)) {
      return;
    }
    do {
      if (named) {
        skipBlanks();
        string();
        skipBlanks();
        expect(':');
      }
      value(depth + 1);
      skipBlanks();
    } while (accept(','));
    expect(end);
  }

  private void word() {
    int start = at;
    while (at < text.length()
        && "+-.0123456789Eabcdefghijklmnopqrstuvwxyz".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (!WORD.matcher(text).region(start, at).matches()) {
      at = start;
      throw wrong("no JSON value");
    }
  }

  private String string() {
    expect('"');
    var value = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      value.append(c == '\\' ? escaped() : c);
    }
    at++;
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("no escape \\" + c);
    };
  }

  private char unicode() {
    int end = Math.min(at + 4, text.length());
    if (end - at < 4 || !text.substring(at, end).chars().allMatch(HexFormat::isHexDigit)) {
      throw wrong("four hexadecimal digits follow \\u");
    }
    at = end;
    return (char) HexFormat.fromHexDigits(text, end - 4, end);
  }

  private boolean acceptNull() {
    boolean isNull = text.startsWith("null", at);
    at += isNull ? "null".length() : 0;
    return isNull;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private boolean accept(char c) {
    skipBlanks();
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong("a " + c + " is missing");
    }
    at++;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }

  private HttpException wrong(String why) {
    return new HttpException(400, "no event in JSON, at character " + at + ": " + why);
  }
}
