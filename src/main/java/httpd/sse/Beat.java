package httpd.sse;

import httpd.line.Line;

/**
 * What a {@link HeartbeatSource} gives after a silence: a comment, or an event with its blank line.
 * One for all streams that give the same.
 *
 * @param line as it is after a line feed
 * @param afterCr the same with each line feed as a CR
 * @param isEvent whether it may stand only where an event has ended
 */
public record Beat(Line line, Line afterCr, boolean isEvent) {

  /** Makes a beat of its lines. */
  public static Beat of(Line line) {
    return new Beat(line, withCr(line), endsEvent(line));
  }

  /** Whether the last of its lines is blank, and so would end an event that is open. */
  private static boolean endsEvent(Line beat) {
    byte[] content = beat.content();
    byte last = content.length == 0 ? (byte) '\n' : content[content.length - 1];
    return last == '\n' && beat.ending() != Line.Ending.NONE;
  }

  private static Line withCr(Line beat) {
    var text = new byte[beat.length()];
    beat.copyTo(text, 0);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        text[i] = '\r';
      }
    }
    return new Line(text, Line.Ending.NONE);
  }
}
