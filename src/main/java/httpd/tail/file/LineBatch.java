package httpd.tail.file;

import httpd.line.Line;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that were read in one go, never changed. Those that came last hang together and are shared
 * by all who keep up; one that is read for a cursor that is behind stands alone.
 *
 * <pre>
 *          a next batch              it leaves the window
 *   LAST ────────────────► LINKED ───────────────────────► ALONE
 * </pre>
 */
public final class LineBatch {

  private static final byte[] NOTHING = {};

  private final LogFile generation;
  private final long start;

  /**
   * What stands before it of the line that its first piece belongs to; empty if that begins here.
   */
  private final byte[] lead;

  private final Line[] lines;

  /** The offset behind each line, counted from {@code start}. */
  private final int[] ends;

  /** Whether the last line has an ending that the file lacks. */
  private final boolean endingAdded;

  private volatile boolean alone;
  private volatile @Nullable LineBatch next;

  private LineBatch(
      LogFile generation, long start, byte[] lead, List<Line> lines, boolean endingAdded) {
    this.generation = generation;
    this.start = start;
    this.lead = lead;
    this.lines = lines.toArray(Line[]::new);
    this.ends = new int[lines.size()];
    this.endingAdded = endingAdded;
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += this.lines[i].length() - (endingAdded && i == ends.length - 1 ? 1 : 0);
      ends[i] = end;
    }
  }

  /** No lines: the place before the one at an offset. */
  public static LineBatch empty(LogFile generation, long start) {
    return new LineBatch(generation, start, NOTHING, List.of(), false);
  }

  /** Lines, or pieces of lines, of a generation from the offset {@code start} on. */
  static LineBatch of(LogFile generation, long start, byte[] lead, List<Line> lines) {
    return new LineBatch(generation, start, lead, lines, false);
  }

  /** The last line of a generation that ended without an ending; it is given one. */
  static LineBatch unended(LogFile generation, long start, byte[] lead, List<Line> lines) {
    return new LineBatch(generation, start, lead, lines, true);
  }

  /** The same lines for one cursor, with nothing behind them. */
  public LineBatch asAlone() {
    alone = true;
    return this;
  }

  public LogFile generation() {
    return generation;
  }

  public long start() {
    return start;
  }

  /** The offset behind the last line. */
  public long end() {
    return ends.length == 0 ? start : start + ends[ends.length - 1];
  }

  public int count() {
    return lines.length;
  }

  public Line line(int index) {
    return lines[index];
  }

  /** Bytes that it holds, or about as many. */
  public long weight() {
    return end() - start + 32L * lines.length + 64;
  }

  /** The index of the first line that ends behind an offset. */
  public int indexBehind(long offset) {
    if (offset <= start) {
      return 0; // An ending alone has no length.
    }
    int found = Arrays.binarySearch(ends, (int) Math.min(Integer.MAX_VALUE, offset - start));
    return found < 0 ? -found - 1 : found + 1;
  }

  /** The position behind a line. */
  public Position position(int index) {
    long offset = start + ends[index];
    var line = lines[index];
    byte[] before = before(index);
    byte[] bytes = Arrays.copyOf(before, before.length + line.length());
    line.copyTo(bytes, before.length);
    int length = bytes.length - (endingAdded && index == lines.length - 1 ? 1 : 0);
    return new Position(
        offset, generation.content(offset, bytes, length), generation.file().number());
  }

  /** The bytes of its line before a piece, or enough of them for a fingerprint. */
  private byte[] before(int index) {
    if (index == 0) {
      return lead;
    }
    var before = lines[index - 1];
    return before.ending() == Line.Ending.NONE ? before.content() : NOTHING;
  }

  public @Nullable LineBatch next() {
    return next;
  }

  public void isFollowedBy(LineBatch batch) {
    next = batch;
  }

  /** Whether what comes next will be linked here. */
  public boolean mayBeFollowed() {
    return !alone;
  }

  /** Lets go of what follows, so that a slow cursor does not keep it from being forgotten. */
  public void leaveWindow() {
    alone = true;
    next = null;
  }
}
