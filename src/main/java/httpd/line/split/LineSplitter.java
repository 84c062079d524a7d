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
  private static final byte[] NOTHING = {};

  /** A long line now and then must not cost its length for ever: a larger buffer is given back. */
  private static final int KEPT_LENGTH = 4096;

  private final int longest;
  private final LongLines longLines;

  /** The line that has begun and not ended; its first {@code partialLength} bytes count. */
  private byte[] partial = NOTHING;

  private int partialLength;

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

  /**
   * A splitter with a limit of its own.
   *
   * @param longest the longest line in bytes, without its ending; at least 1
   * @param longLines what becomes of a longer one
   */
  public LineSplitter(int longest, LongLines longLines) {
    this.longest = longest;
    this.longLines = longLines;
  }

  /**
   * Takes the next bytes and gives every line that they complete to {@code sink}; of a line that is
   * longer than the limit its pieces, if the splitter makes some.
   */
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
      begun += partialLength == 0 ? 1 : 0;
      append(bytes, start, end - start);
    }
    if (partialLength > longest + 1) { // One more than a line may have: it could be the CR.
      passLimit(sink);
    }
  }

  /** How many lines were too long and left out since this was asked last. */
  public int takeLeftOut() {
    int count = leftOut;
    leftOut = 0;
    return count;
  }

  /** Bytes of the line that has begun and not ended. */
  public int held() {
    return partialLength;
  }

  /** The number of the line of which bytes are held, as {@link UnfinishedLine#see} wants it. */
  public long unfinished() {
    return partialLength == 0 ? UnfinishedLine.NONE : begun;
  }

  /**
   * Gives what has begun and not ended, if there is any, without an ending: the last line if the
   * bytes end here. If they go on, it was a piece, and what comes next belongs to the same line.
   */
  public void end(Consumer<Line> sink) {
    leavingOut = false;
    if (partialLength > 0) {
      give(partial, 0, partialLength, Line.Ending.NONE, sink);
      forget();
    }
  }

  /** Drops what has begun and not ended, as when nothing more is to come of it. */
  public void drop() {
    partialLength = 0;
    partial = NOTHING;
  }

  private void complete(byte[] bytes, int start, int end, Consumer<Line> sink) {
    if (leavingOut) {
      leavingOut = false;
      isLong = false;
      return;
    }
    if (partialLength == 0) {
      giveEnded(bytes, start, end, sink);
      return;
    }
    append(bytes, start, end - start);
    giveEnded(partial, 0, partialLength, sink);
    forget();
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
    if (end - from > longest && longLines != LongLines.PIECES) {
      leftOut++;
      return;
    }
    while (end - from > longest) {
      sink.accept(new Line(Arrays.copyOfRange(bytes, from, from + longest), Line.Ending.NONE));
      from += longest;
    }
    sink.accept(new Line(Arrays.copyOfRange(bytes, from, end), ending));
  }

  /** What has begun is longer than a line may be, and has not ended. */
  private void passLimit(Consumer<Line> sink) {
    countLong();
    if (longLines == LongLines.PIECES) {
      givePieces(sink);
    } else {
      leftOut++;
      leavingOut = true;
      forget();
    }
  }

  /** All of what has begun is given but for less than a piece. */
  private void givePieces(Consumer<Line> sink) {
    int whole = partialLength - partialLength % longest;
    give(partial, 0, whole, Line.Ending.NONE, sink);
    System.arraycopy(partial, whole, partial, 0, partialLength - whole);
    partialLength -= whole;
    begun++;
  }

  private void countLong() {
    if (!isLong) {
      isLong = true;
      if (longLines == LongLines.PIECES) {
        LineLimit.inPieces();
      } else {
        LineLimit.reached();
      }
    }
  }

  private void forget() {
    partialLength = 0;
    if (partial.length > KEPT_LENGTH) {
      partial = NOTHING;
    }
  }

  private void append(byte[] bytes, int offset, int length) {
    int needed = partialLength + length;
    if (needed > partial.length) {
      partial = Arrays.copyOf(partial, Math.max(needed, 2 * partial.length));
    }
    System.arraycopy(bytes, offset, partial, partialLength, length);
    partialLength = needed;
  }
}
