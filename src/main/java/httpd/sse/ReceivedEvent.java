package httpd.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.line.Line;
import httpd.sse.EventFrame.Field;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An event as its sender framed it, or comments without an event.
 *
 * @param lines at least one line, each ended by LF, without the blank line that ends the event
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; events are never compared.
public record ReceivedEvent(byte[] lines) {

  /** The most digits that fit into a long whatever they are. */
  private static final int MOST_DIGITS = 18;

  /** A field, with the place of its value in {@link #lines}; a comment has the name "". */
  private record Part(String name, int start, int end) {}

  /** The event unchanged, with its blank line; only a {@code retry} that is too long is reduced. */
  public Line asItCame() {
    var event = new ByteArrayOutputStream(lines.length);
    int copied = 0;
    for (var part : parts()) {
      if (isRetry(part) && !retry(part).equals(text(part))) {
        event.write(lines, copied, part.start - copied);
        event.writeBytes(retry(part).getBytes(ISO_8859_1));
        copied = part.end;
      }
    }
    event.write(lines, copied, lines.length - copied);
    return new Line(copied == 0 ? lines : event.toByteArray(), Line.Ending.LF);
  }

  /**
   * The id that the event sets, each byte a character, as in a header; null if it sets none. An id
   * with a NUL in it is ignored.
   */
  public @Nullable String id() {
    String id = null;
    for (var part : parts()) {
      id = part.name.equals("id") && text(part).indexOf(0) < 0 ? text(part) : id;
    }
    return id;
  }

  /** The delay before a reconnection in milliseconds, bounded, if the event sets it. */
  public OptionalLong retryMillis() {
    return parts().stream()
        .filter(this::isRetry)
        .mapToLong(part -> Long.parseLong(retry(part)))
        .reduce((before, millis) -> millis);
  }

  /**
   * The event as a topic keeps it: first its id, if a client can come back with that, then the
   * other fields; null if it has no data, since clients would not dispatch it.
   */
  public @Nullable Line toKeep() {
    var parts = parts();
    if (parts.stream().noneMatch(part -> part.name.equals("data"))) {
      return null;
    }
    var kept = new EventFrame(lines.length);
    var id = id();
    if (id != null && !id.isEmpty()) {
      byte[] bytes = id.getBytes(ISO_8859_1);
      kept.add(Field.ID, bytes, 0, bytes.length);
    }
    for (var part : parts) {
      switch (part.name) {
        case "data" -> kept.add(Field.DATA, lines, part.start, part.end);
        case "event" -> kept.add(Field.EVENT, lines, part.start, part.end);
        case "retry" -> kept.add(Field.RETRY, isRetry(part) ? retry(part) : null);
        default -> {}
      }
    }
    return kept.toLine();
  }

  /** Returns an event as {@link #toKeep} has made it, without its id; other lines unchanged. */
  public static Line withoutId(Line kept) {
    return StoredEvent.withoutId(kept);
  }

  private boolean isRetry(Part part) {
    return part.name.equals("retry") && text(part).matches("[0-9]+");
  }

  /** The digits of a {@code retry}, or those of the longest. */
  private String retry(Part part) {
    var digits = text(part);
    var number = digits.replaceFirst("^0+(?=.)", "");
    long longest = EventFrame.LONGEST_RETRY.toMillis();
    boolean isLong = number.length() > MOST_DIGITS || Long.parseLong(number) > longest;
    return isLong ? Long.toString(longest) : digits;
  }

  private String text(Part part) {
    return text(part.start, part.end);
  }

  private String text(int start, int end) {
    return new String(lines, start, end - start, ISO_8859_1);
  }

  private List<Part> parts() {
    var parts = new ArrayList<Part>();
    for (int start = 0; start < lines.length; ) {
      int end = indexOf('\n', start, lines.length);
      int colon = indexOf(':', start, end);
      int value = Math.min(colon + 1, end);
      if (value < end && lines[value] == ' ') {
        value++;
      }
      parts.add(new Part(text(start, colon), value, end));
      start = end + 1;
    }
    return parts;
  }

  private int indexOf(char wanted, int start, int end) {
    int i = start;
    while (i < end && lines[i] != wanted) {
      i++;
    }
    return i;
  }

  /** Its size only: events may hold private data, and this may be logged. */
  @Override
  public String toString() {
    return "ReceivedEvent[" + lines.length + " bytes]";
  }
}
