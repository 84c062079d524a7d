package httpd.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An event as its sender framed it, or comments that came alone.
 *
 * @param lines its lines, each ended by LF, without the blank one; at least one
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; nobody compares events.
public record ReceivedEvent(byte[] lines) {

  /** What fits into a long, whatever the digits are. */
  private static final int MOST_DIGITS = 18;

  private static final byte[] LONGEST =
      Long.toString(Reconnecting.LONGEST.toMillis()).getBytes(US_ASCII);

  /** Is told of each field, with the place of its value. */
  private interface Fields {
    void field(String name, int start, int end);
  }

  /** With its blank line, ready to be sent on; only too long a {@code retry} is replaced. */
  public Line asItCame() {
    return new Line(hasLongRetry() ? withShortRetry() : lines, Line.Ending.LF);
  }

  private boolean hasLongRetry() {
    var found =
        new Object() {
          boolean isLong;
        };
    each((name, start, end) -> found.isLong |= name.equals("retry") && isLong(start, end));
    return found.isLong;
  }

  private byte[] withShortRetry() {
    var event = new ByteArrayOutputStream(lines.length);
    var copied =
        new Object() {
          int end;
        };
    each((name, start, end) -> {
      if (name.equals("retry") && isLong(start, end)) {
        event.write(lines, copied.end, start - copied.end);
        event.writeBytes(LONGEST);
        copied.end = end;
      }
    });
    event.write(lines, copied.end, lines.length - copied.end);
    return event.toByteArray();
  }

  /**
   * The id that it sets, each byte a character, as a header has it; null if it sets none. One with
   * a NUL in it does not count.
   */
  public @Nullable String id() {
    var found =
        new Object() {
          @Nullable String id;
        };
    each((name, start, end) -> {
      var value = text(start, end);
      if (name.equals("id") && value.indexOf(0) < 0) {
        found.id = value;
      }
    });
    return found.id;
  }

  /** How long to wait before asking again, in milliseconds, if it says so; bounded. */
  public OptionalLong retryMillis() {
    var found =
        new Object() {
          OptionalLong millis = OptionalLong.empty();
        };
    each((name, start, end) -> {
      if (name.equals("retry") && isNumber(start, end)) {
        found.millis = OptionalLong.of(Long.parseLong(bounded(start, end)));
      }
    });
    return found.millis;
  }

  /**
   * As a topic keeps it: the id first, if it has one that can be come back with, then the other
   * fields, framed as we do; null if it has no data, so that no client would be given it.
   */
  public @Nullable Line toKeep() {
    var rest = new ByteArrayOutputStream(lines.length);
    var found =
        new Object() {
          boolean data;
        };
    each((name, start, end) -> {
      boolean isData = name.equals("data");
      found.data |= isData;
      if (isData || name.equals("event")) {
        add(rest, name, start, end);
      } else if (name.equals("retry") && isNumber(start, end)) {
        rest.writeBytes(("retry: " + bounded(start, end) + "\n").getBytes(US_ASCII));
      }
    });
    if (!found.data) {
      return null;
    }
    var id = id();
    var kept = new ByteArrayOutputStream(rest.size() + 16);
    if (id != null && !id.isEmpty()) {
      kept.writeBytes(("id: " + id + "\n").getBytes(ISO_8859_1));
    }
    kept.writeBytes(rest.toByteArray());
    return new Line(kept.toByteArray(), Line.Ending.LF);
  }

  private void add(ByteArrayOutputStream frame, String name, int start, int end) {
    frame.writeBytes((name + ": ").getBytes(US_ASCII));
    frame.write(lines, start, end - start);
    frame.write('\n');
  }

  private boolean isNumber(int start, int end) {
    return text(start, end).matches("[0-9]+");
  }

  /** Of so many digits that they are no {@code long}, too. */
  private boolean isLong(int start, int end) {
    return isNumber(start, end) && !bounded(start, end).equals(text(start, end));
  }

  private String bounded(int start, int end) {
    var digits = text(start, end);
    var number = digits.replaceFirst("^0+(?=.)", "");
    long longest = Reconnecting.LONGEST.toMillis();
    boolean isLong = number.length() > MOST_DIGITS || Long.parseLong(number) > longest;
    return isLong ? Long.toString(longest) : digits;
  }

  private String text(int start, int end) {
    return new String(lines, start, end - start, ISO_8859_1);
  }

  private void each(Fields fields) {
    for (int start = 0; start < lines.length; ) {
      int end = indexOf('\n', start, lines.length);
      int colon = indexOf(':', start, end);
      int value = Math.min(colon + 1, end);
      if (value < end && lines[value] == ' ') {
        value++;
      }
      // A line that begins with a colon is a comment: a field without a name.
      fields.field(text(start, colon), value, end);
      start = end + 1;
    }
  }

  private int indexOf(char wanted, int start, int end) {
    int i = start;
    while (i < end && lines[i] != wanted) {
      i++;
    }
    return i;
  }

  /** Its size: what is in it is no business of a log. */
  @Override
  public String toString() {
    return "ReceivedEvent[" + lines.length + " bytes]";
  }
}
