package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import java.io.ByteArrayOutputStream;
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

  private static final byte[] DATA = "data: ".getBytes(UTF_8);
  private static final int LONGEST_OVERHEAD = 32;

  /**
   * Checks what has no way to be written.
   *
   * @throws IllegalArgumentException if id or event has a CR, LF or NUL in it, or retry is negative
   */
  public ServerSentEvent {
    check("id", id);
    check("event", event);
    if (retry != null && retry.isNegative()) {
      throw new IllegalArgumentException("the retry of an event is 0 or more, was " + retry);
    }
  }

  /** An event of type {@code message} without an id. */
  public static ServerSentEvent of(String data) {
    return new ServerSentEvent(null, null, Objects.requireNonNull(data, "data"), null, null);
  }

  /** A comment, which no page sees: it keeps the connection in use. */
  public static ServerSentEvent ofComment(String comment) {
    return new ServerSentEvent(null, null, null, null, Objects.requireNonNull(comment, "comment"));
  }

  /** The same with another id. */
  public ServerSentEvent withId(String id) {
    return new ServerSentEvent(id, event, data, retry, comment);
  }

  /** The same with another type. */
  public ServerSentEvent withEvent(String event) {
    return new ServerSentEvent(id, event, data, retry, comment);
  }

  /** The same with another time to wait before reconnecting. */
  public ServerSentEvent withRetry(Duration retry) {
    return new ServerSentEvent(id, event, data, retry, comment);
  }

  /**
   * It as it stands in an event stream, in UTF-8, the empty line at its end included; an unpaired
   * surrogate becomes {@code ?}.
   */
  public Line toLine() {
    var frame = new ByteArrayOutputStream();
    field(frame, ": ", comment);
    field(frame, "id: ", id);
    field(frame, "event: ", event);
    field(frame, "retry: ", retry == null ? null : Long.toString(retry.toMillis()));
    field(frame, "data: ", data);
    return new Line(frame.toByteArray(), Line.Ending.LF);
  }

  /**
   * A line of whatever bytes as the data of an event: they pass through as they are, but for a CR,
   * which ends a line here.
   *
   * @param id as in the constructor
   */
  public static Line toLine(Line data, @Nullable String id) {
    check("id", id);
    var content = data.content();
    var frame = new ByteArrayOutputStream(content.length + LONGEST_OVERHEAD);
    field(frame, "id: ", id);
    field(frame, DATA, content);
    return new Line(frame.toByteArray(), Line.Ending.LF);
  }

  private static void field(ByteArrayOutputStream frame, String name, @Nullable String value) {
    if (value != null) {
      field(frame, name.getBytes(UTF_8), value.getBytes(UTF_8));
    }
  }

  /** One line with this name for each line of the value; in UTF-8 no other byte is CR or LF. */
  private static void field(ByteArrayOutputStream frame, byte[] name, byte[] value) {
    int start = 0;
    for (int i = 0; i < value.length; i++) {
      if (value[i] == '\r' || value[i] == '\n') {
        line(frame, name, value, start, i);
        boolean crLf = value[i] == '\r' && i + 1 < value.length && value[i + 1] == '\n';
        i += crLf ? 1 : 0;
        start = i + 1;
      }
    }
    line(frame, name, value, start, value.length);
  }

  private static void line(
      ByteArrayOutputStream frame, byte[] name, byte[] value, int start, int end) {
    frame.writeBytes(name);
    frame.write(value, start, end - start);
    frame.write('\n');
  }

  private static void check(String field, @Nullable String value) {
    for (int i = 0; value != null && i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            "the %s of an event has %s at index %s; CR, LF and NUL cannot be written there"
                .formatted(field, "U+%04X".formatted((int) c), i));
      }
    }
  }
}
