package httpd.upstream.response;

import httpd.line.Line;
import httpd.line.split.LineFeed;
import httpd.line.split.UnfinishedLine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts bytes into lines that are passed on: joined, the lines are the same bytes. A line of {@value
 * #LONGEST} bytes and more comes in pieces, which bounds its memory; so does a line whose first
 * bytes were {@linkplain #takeUnfinished taken}. Not safe for use by several threads at once.
 */
public final class PassingSplitter {

  /** The bytes of a line that are held until its end comes. */
  static final int LONGEST = 64 * 1024;

  private static final int SMALLEST = 256;
  private static final byte CR = '\r';
  private static final byte[] NOTHING = {};

  /** The first {@code heldLength} bytes of the current line. */
  private byte[] held = NOTHING;

  private int heldLength;

  /** The number of the current line, or of the rest of a line after a piece. */
  private long begun = UnfinishedLine.NONE;

  /** Takes the next bytes, and adds every line that they complete. */
  public void split(byte[] bytes, int offset, int length, List<Line> lines) {
    int end = offset + length;
    int start = offset;
    int feed = LineFeed.indexIn(bytes, start, end);
    if (feed >= 0 && heldLength > 0) {
      hold(bytes, start, feed, lines);
      lines.add(line(held, 0, heldLength));
      forget();
      start = feed + 1;
      feed = LineFeed.indexIn(bytes, start, end);
    }
    while (feed >= 0) {
      lines.add(line(bytes, start, feed));
      start = feed + 1;
      feed = LineFeed.indexIn(bytes, start, end);
    }
    hold(bytes, start, end, lines);
  }

  /** The number of the line that is held, for {@link UnfinishedLine#see}. */
  public long unfinished() {
    return heldLength == 0 ? UnfinishedLine.NONE : begun;
  }

  /** Takes the first bytes of a line, if there are any; the rest of it comes as another line. */
  public Optional<Line> takeUnfinished() {
    return heldLength == 0 ? Optional.empty() : Optional.of(takeHeld());
  }

  private static Line line(byte[] bytes, int start, int feed) {
    boolean crLf = feed > start && bytes[feed - 1] == CR;
    return new Line(
        Arrays.copyOfRange(bytes, start, crLf ? feed - 1 : feed),
        crLf ? Line.Ending.CR_LF : Line.Ending.LF);
  }

  private void hold(byte[] bytes, int start, int end, List<Line> lines) {
    int from = start;
    while (from < end) {
      if (heldLength == 0) {
        begun++;
      }
      int taken = Math.min(end - from, LONGEST - heldLength);
      makeRoomFor(heldLength + taken);
      System.arraycopy(bytes, from, held, heldLength, taken);
      from += taken;
      heldLength += taken;
      if (heldLength == LONGEST) {
        lines.add(takeHeld());
      }
    }
  }

  private Line takeHeld() {
    var piece = new Line(Arrays.copyOf(held, heldLength), Line.Ending.NONE);
    forget();
    return piece;
  }

  /** Drops a long buffer, so that one long line does not cost memory. */
  private void forget() {
    heldLength = 0;
    if (held.length > SMALLEST) {
      held = NOTHING;
    }
  }

  private void makeRoomFor(int length) {
    if (length > held.length) {
      held = Arrays.copyOf(held, Math.max(SMALLEST, Math.max(length, 2 * held.length)));
    }
  }
}
