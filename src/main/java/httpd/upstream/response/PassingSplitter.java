package httpd.upstream.response;

import httpd.line.Line;
import httpd.line.split.LineFeed;
import httpd.line.split.UnfinishedLine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts bytes into lines for one who passes them on: what is put together again are the same bytes.
 * A line of {@value #LONGEST} bytes and more is given in pieces, so that no line, however long,
 * costs more than that; so is one whose begin is {@linkplain #takeUnfinished taken}. Not safe for
 * use by several threads at once.
 */
public final class PassingSplitter {

  /** The bytes of a line that are held until its end is there. */
  static final int LONGEST = 64 * 1024;

  private static final int SMALLEST = 256;
  private static final byte CR = '\r';
  private static final byte[] NOTHING = {};

  /** The line that has begun and not ended; its first {@code heldLength} bytes count. */
  private byte[] held = NOTHING;

  private int heldLength;

  /** How many lines, and rests of lines, have begun to be held. */
  private long begun = UnfinishedLine.NONE;

  /** Takes all bytes, and adds every line that they complete to {@code lines}. */
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

  /** The number of the line that is held, as {@link UnfinishedLine#see} wants it. */
  public long unfinished() {
    return heldLength == 0 ? UnfinishedLine.NONE : begun;
  }

  /** Gives what has begun, if there is any; what follows is given as if it began a line. */
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

  /** A long line now and then must not cost its length for ever. */
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
