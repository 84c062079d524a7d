package httpd.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.ServerSentEvent;
import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * An event as a topic keeps it: a {@link ServerSentEvent#toLine()} without a comment, so that it
 * begins with its id if it has one.
 */
public final class StoredEvent {

  private static final byte[] ID = "id: ".getBytes(UTF_8);
  private static final byte[] DATA = "data: ".getBytes(UTF_8);

  private StoredEvent() {}

  /** Whether it is an event at all: no line has a line feed in it. */
  static boolean isOne(Line line) {
    byte[] content = line.content();
    return content.length > 0 && content[content.length - 1] == '\n';
  }

  /** Whether a line of a topic is an event that has this id as its own. */
  public static boolean hasId(Line line, String id) {
    byte[] content = line.content();
    return isOne(line)
        && content.length > ID.length + id.length() // A long id is encoded for long events alone.
        && startsWith(content, 0, ("id: " + id + "\n").getBytes(UTF_8));
  }

  /** With this id, unless it has one. */
  static Line with(Line event, String id) {
    byte[] content = event.content();
    if (startsWith(content, 0, ID)) {
      return event;
    }
    var frame = new ByteArrayOutputStream(ID.length + id.length() + 1 + content.length);
    frame.writeBytes(ID);
    frame.writeBytes(id.getBytes(UTF_8));
    frame.write('\n');
    frame.writeBytes(content);
    return new Line(frame.toByteArray(), event.ending());
  }

  /** Its data alone, for those who read plain lines. */
  static Line data(Line event) {
    byte[] content = event.content();
    var data = new ByteArrayOutputStream(content.length);
    for (int start = 0; start < content.length; ) {
      int end = lineEnd(content, start);
      if (startsWith(content, start, DATA)) {
        data.write(content, start + DATA.length, end - start - DATA.length);
        data.write('\n');
      }
      start = end + 1;
    }
    byte[] lines = data.toByteArray();
    return lines.length == 0
        ? new Line(lines, Line.Ending.LF)
        : new Line(lines, Line.Ending.NONE); // It has a line feed behind each line already.
  }

  private static int lineEnd(byte[] content, int start) {
    int end = start;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean startsWith(byte[] content, int offset, byte[] prefix) {
    int length = prefix.length;
    if (offset + length > content.length) {
      return false;
    }
    return Arrays.equals(content, offset, offset + length, prefix, 0, length);
  }
}
