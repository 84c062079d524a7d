package httpd.line.split;

import httpd.line.Line;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines: LF and CR LF both end a line, a lone CR is part of it, and the
 * last line may lack its ending. Bytes are neither decoded nor changed. A line that is longer than
 * the limit is given in pieces or left out, as {@link LongLines} says. Not safe for use by several
 * threads at once.
 */
public final class LineSplitter {

  private static final byte CR = '\r';

  private final int longest;
  private final LongLines longLines;
  private final HeldBytes held = new HeldBytes();

  /** How many lines, and rests of lines, have begun to be held. */
  private long begun = UnfinishedLine.NONE;

  private boolean leavingOut;

  /** Whether the line that has begun is known to be too long. */
  private boolean isLong;

  private int leftOut;

  /** A splitter with the limit of the process, which gives longer lines in pieces. */
  public LineSplitter() {
    this(LineLimit.bytes(), LongLines.PIECES);
  }

  /** A splitter for lines of at most {@code longest} bytes, at least 1, without their endings. */
  public LineSplitter(int longest, LongLines longLines) {
    this.longest = longest;
    this.longLines = longLines;
  }

  /** Takes the next bytes and gives every line or piece that they complete to {@code sink}. */
  public void split(byte[] bytes, int offset, int length, Consumer<Line> sink) {
    int end = offset + length;
    int start = offset;
    for (int feed = LineFeed.indexIn(bytes, start, end);
        feed >= 0;
        feed = LineFeed.indexIn(bytes, start, end)) {
      complete(bytes, start, feed, sink);
      start = feed + 1;
    }
    if (!leavingOut && start < end) {
      begun += held.length() == 0 ? 1 : 0;
      held.add(bytes, start, end);
    }
    if (held.length() > longest + 1) { // One more than a line may have: it could be the CR.
      passLimit(sink);
    }
  }

  /** Returns how many lines were left out, as too long, since the last call. */
  public int takeLeftOut() {
    int count = leftOut;
    leftOut = 0;
    return count;
  }

  public int held() {
    return held.length();
  }

  /** Returns the number of the line of which bytes are held, for {@link UnfinishedLine#see}. */
  public long unfinished() {
    return held.length() == 0 ? UnfinishedLine.NONE : begun;
  }

  /**
   * Gives what has begun and not ended, if anything, without an ending: the last line if the bytes
   * end here. If they go on, it was a piece, and what comes next belongs to the same line.
   */
  public void end(Consumer<Line> sink) {
    leavingOut = false;
    if (held.length() > 0) {
      give(held.array(), 0, held.length(), Line.Ending.NONE, sink);
      held.clear();
    }
  }

  public void drop() {
    held.clear();
  }

  private void complete(byte[] bytes, int start, int end, Consumer<Line> sink) {
    if (leavingOut) {
      leavingOut = false;
      isLong = false;
      return;
    }
    if (held.length() == 0) {
      giveEnded(bytes, start, end, sink);
      return;
    }
    held.add(bytes, start, end);
    giveEnded(held.array(), 0, held.length(), sink);
    held.clear();
  }

  private void giveEnded(byte[] bytes, int start, int end, Consumer<Line> sink) {
    boolean crLf = end > start && bytes[end - 1] == CR;
    give(bytes, start, crLf ? end - 1 : end, crLf ? Line.Ending.CR_LF : Line.Ending.LF, sink);
  }

  private void give(byte[] bytes, int start, int end, Line.Ending ending, Consumer<Line> sink) {
    int from = start;
    if (end - from > longest) {
      countLong();
    }
    isLong &= ending == Line.Ending.NONE;
    if (end - from > longest && longLines == LongLines.LEAVE_OUT) {
      leftOut++;
      return;
    }
    while (end - from > longest) {
      sink.accept(new Line(Arrays.copyOfRange(bytes, from, from + longest), Line.Ending.NONE));
      from += longest;
    }
    sink.accept(new Line(Arrays.copyOfRange(bytes, from, end), ending));
  }

  private void passLimit(Consumer<Line> sink) {
    countLong();
    if (longLines == LongLines.LEAVE_OUT) {
      leftOut++;
      leavingOut = true;
      held.clear();
    } else {
      givePieces(sink);
    }
  }

  private void givePieces(Consumer<Line> sink) {
    int whole = held.length() - held.length() % longest;
    give(held.array(), 0, whole, Line.Ending.NONE, sink);
    held.drop(whole);
    begun++;
  }

  private void countLong() {
    if (!isLong) {
      isLong = true;
      switch (longLines) {
        case PIECES -> LineLimit.inPieces();
        case UNCOUNTED_PIECES -> {}
        case LEAVE_OUT -> LineLimit.reached();
      }
    }
  }
}
