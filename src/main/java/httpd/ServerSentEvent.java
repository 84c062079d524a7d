package httpd;

import httpd.line.Line;
import httpd.sse.EventFrame;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream (WHATWG HTML, section 9.2, Server-sent events); what is null is left
 * out. On the wire it is one {@link Line}, so one chunk, and says what it says here whatever
 * characters are in it.
 *
 * @param id what a client gives back when it reconnects; "" makes it forget the last one
 * @param event the type that a page listens for; null for {@code message}
 * @param data any text; its CR, CR LF and LF each reach the client as LF. Without data a client
 *     takes note of the id, and dispatches nothing
 * @param retry how long the client is to wait before it reconnects, to the millisecond
 * @param comment any text, which clients drop
 */
public record ServerSentEvent(
    @Nullable String id,
    @Nullable String event,
    @Nullable String data,
    @Nullable Duration retry,
    @Nullable String comment) {

  /**
   * Checks that it can be written.
   *
   * @throws IllegalArgumentException if id or event has a CR, LF or NUL, or retry is negative
   */
  public ServerSentEvent {
    EventFrame.check("id", id);
    EventFrame.check("event", event);
    if (retry != null && retry.isNegative()) {
      throw new IllegalArgumentException("the retry of an event is 0 or more, was " + retry);
    }
  }

  /** Returns an event of type {@code message} without an id. */
  public static ServerSentEvent of(String data) {
    return new ServerSentEvent(null, null, Objects.requireNonNull(data, "data"), null, null);
  }

  /** Returns a comment, which no page sees: it keeps the connection in use. */
  public static ServerSentEvent ofComment(String comment) {
    return new ServerSentEvent(null, null, null, null, Objects.requireNonNull(comment, "comment"));
  }

  /** Returns a copy with another id. */
  public ServerSentEvent withId(String id) {
    return new ServerSentEvent(id, event, data, retry, comment);
  }

  /** Returns a copy with another type. */
  public ServerSentEvent withEvent(String event) {
    return new ServerSentEvent(id, event, data, retry, comment);
  }

  /** Returns a copy with another time to wait before reconnecting. */
  public ServerSentEvent withRetry(Duration retry) {
    return new ServerSentEvent(id, event, data, retry, comment);
  }

  /**
   * Writes the event in UTF-8, with the blank line at its end; an unpaired surrogate becomes {@code
   * ?}.
   */
  public Line toLine() {
    return new EventFrame()
        .comment(comment)
        .id(id)
        .event(event)
        .retry(retry == null ? null : retry.toMillis())
        .data(data)
        .toLine();
  }
}
