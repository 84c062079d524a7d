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
    byte[] content = event.content();
    byte[] prefix = Field.DATA.prefix();
    var data = new ByteArrayOutputStream(content.length);
    for (int start = 0; start < content.length; ) {
      int end = lineEnd(content, start);
      if (startsWith(content, start, prefix)) {
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
