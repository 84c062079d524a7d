package httpd.sse;

import httpd.line.Line;
import httpd.sse.EventFrame.Field;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * An event in a topic: a line that {@link EventFrame} wrote, without a comment, so that it begins
 * with its id if it has one.
 */
public final class StoredEvent {

  private static final byte[] NOTHING = {};

  private StoredEvent() {}

  /** Whether the line of a topic is an event: other lines have no line feed in them. */
  static boolean isOne(Line line) {
    byte[] content = line.content();
    return content.length > 0 && content[content.length - 1] == '\n';
  }

  /** Tests whether the line of a topic is an event that has this id as its own. */
  public static Predicate<Line> withId(String id) {
    byte[] field = new EventFrame().id(id).toLine().content();
    return line -> isOne(line) && startsWith(line.content(), 0, field);
  }

  /** The event with this id, unless it has one. */
  static Line with(Line event, String id) {
    byte[] content = event.content();
    return startsWith(content, 0, Field.ID.prefix())
        ? event
        : new EventFrame(content.length).id(id).addFramed(content).toLine();
  }

  /** The event with this id, whatever id it has of its own. */
  public static Line withOnly(Line event, String id) {
    byte[] content = event.content();
    int start = startsWith(content, 0, Field.ID.prefix()) ? lineEnd(content, 0) + 1 : 0;
    return new EventFrame(content.length + id.length())
        .id(id)
        .addFramed(Arrays.copyOfRange(content, start, content.length))
        .toLine();
  }

  /** Each line of the data of an event after a prefix, for clients that read plain lines. */
  public static Line prefixedData(Line event, byte[] prefix) {
    return data(event, prefix);
  }

  /** The event without its id; other lines unchanged. */
  static Line withoutId(Line line) {
    byte[] content = line.content();
    return isOne(line) && startsWith(content, 0, Field.ID.prefix())
        ? new Line(
            Arrays.copyOfRange(content, lineEnd(content, 0) + 1, content.length), line.ending())
        : line;
  }

  /** Only the data of an event, for clients that read plain lines. */
  static Line data(Line event) {
    return data(event, NOTHING);
  }

  private static Line data(Line event, byte[] before) {
    byte[] content = event.content();
    byte[] prefix = Field.DATA.prefix();
    var data = new ByteArrayOutputStream(content.length);
    for (int start = 0; start < content.length; ) {
      int end = lineEnd(content, start);
      if (startsWith(content, start, prefix)) {
        data.writeBytes(before);
        data.write(content, start + prefix.length, end - start - prefix.length);
        data.write('\n');
      }
      start = end + 1;
    }
    // Data ends with a line feed already.
    return new Line(data.toByteArray(), data.size() == 0 ? Line.Ending.LF : Line.Ending.NONE);
  }

  private static int lineEnd(byte[] content, int start) {
    int end = start;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean startsWith(byte[] content, int offset, byte[] prefix) {
    int end = offset + prefix.length;
    return end <= content.length && Arrays.equals(content, offset, end, prefix, 0, prefix.length);
  }
}
