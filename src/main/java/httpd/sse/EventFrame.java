package httpd.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of one event of an event stream (WHATWG HTML, section 9.2). This is the only
 * place where a field's name meets its value. A value with several lines becomes several fields of
 * that name, so no value can end the event or add a field of its own.
 */
public final class EventFrame {

  /**
   * The longest {@code retry} that upstreams and publishers may set. A page keeps the last one that
   * it received, so a longer one would keep it away long after the next restart.
   */
  public static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  /** The fields, each with what precedes its value. A comment is a field without a name. */
  enum Field {
    COMMENT(""),
    ID("id"),
    EVENT("event"),
    RETRY("retry"),
    DATA("data");

    @SuppressWarnings("ImmutableEnumChecker") // Written here alone.
    private final byte[] prefix;

    Field(String name) {
      this.prefix = (name + ": ").getBytes(US_ASCII);
    }

    byte[] prefix() {
      return prefix;
    }
  }

  private static final int USUAL_OVERHEAD = 32;
  private static final byte[] TIGHT_DATA = "data:".getBytes(US_ASCII);

  private interface LineAdder {
    void add(int start, int end);
  }

  private final ByteArrayOutputStream bytes;

  public EventFrame() {
    this(0);
  }

  EventFrame(int length) {
    this.bytes = new ByteArrayOutputStream(length + USUAL_OVERHEAD);
  }

  /** An event that is a comment alone, which clients ignore. */
  public static Line ofComment(String text) {
    return new EventFrame().comment(text).toLine();
  }

  /** The bytes of a line as the data of an event; a CR becomes the end of a line of data. */
  public static Line ofData(Line data, @Nullable String id) {
    return ofData(data, null, id);
  }

  /** The same, with the type of the event; null for none. */
  static Line ofData(Line data, @Nullable String type, @Nullable String id) {
    var content = data.content();
    return new EventFrame(content.length)
        .id(id)
        .event(type)
        .add(Field.DATA, content, 0, content.length)
        .toLine();
  }

  /** Throws an IllegalArgumentException if a value, which must be one line, has a CR, LF or NUL. */
  public static void check(String field, @Nullable String value) {
    for (int i = 0; value != null && i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            "the %s of an event has %s at index %s; CR, LF and NUL cannot be written there"
                .formatted(field, "U+%04X".formatted((int) c), i));
      }
    }
  }

  /** Adds a comment; null adds nothing, as in the methods below. */
  public EventFrame comment(@Nullable String text) {
    return add(Field.COMMENT, text);
  }

  public EventFrame id(@Nullable String id) {
    check("id", id);
    return add(Field.ID, id);
  }

  public EventFrame event(@Nullable String type) {
    check("event", type);
    return add(Field.EVENT, type);
  }

  /** Adds the delay before a client reconnects, in milliseconds. */
  public EventFrame retry(@Nullable Long millis) {
    return add(Field.RETRY, millis == null ? null : Long.toString(millis));
  }

  public EventFrame data(@Nullable String text) {
    return add(Field.DATA, text);
  }

  /**
   * Adds data without the blank that may stand before it, which some clients count on: it is there
   * only where a line begins with a blank.
   */
  public EventFrame tightData(byte[] value) {
    forEachLine(
        value,
        0,
        value.length,
        (start, end) -> {
          bytes.writeBytes(TIGHT_DATA);
          if (start < end && value[start] == ' ') {
            bytes.write(' ');
          }
          bytes.write(value, start, end - start);
          bytes.write('\n');
        });
    return this;
  }

  /** Ends this event, and begins another one after it. */
  public EventFrame endEvent() {
    bytes.write('\n');
    return this;
  }

  /** The event with the blank line that ends it; an unpaired surrogate became {@code ?}. */
  public Line toLine() {
    return new Line(bytes.toByteArray(), Line.Ending.LF);
  }

  /** Adds a field for each line of these bytes. In UTF-8 no other byte is a CR or LF. */
  EventFrame add(Field field, byte[] value, int from, int to) {
    forEachLine(value, from, to, (start, end) -> addLine(field, value, start, end));
    return this;
  }

  private static void forEachLine(byte[] value, int from, int to, LineAdder adder) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (value[i] == '\r' || value[i] == '\n') {
        adder.add(start, i);
        boolean crLf = value[i] == '\r' && i + 1 < to && value[i + 1] == '\n';
        i += crLf ? 1 : 0;
        start = i + 1;
      }
    }
    adder.add(start, to);
  }

  EventFrame addFramed(byte[] fields) {
    bytes.writeBytes(fields);
    return this;
  }

  EventFrame add(Field field, @Nullable String value) {
    if (value != null) {
      byte[] text = value.getBytes(UTF_8);
      add(field, text, 0, text.length);
    }
    return this;
  }

  private void addLine(Field field, byte[] value, int start, int end) {
    bytes.writeBytes(field.prefix);
    bytes.write(value, start, end - start);
    bytes.write('\n');
  }
}
