package httpd.tail.file;

import httpd.line.Line;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines that were read in one go, never changed. The newest batches are linked, and shared by all
 * cursors that keep up; one that is read for a single cursor stands alone.
 *
 * <pre>
 *          a next batch              it leaves the recent lines
 *   LAST ────────────────► LINKED ──────────────────────────────► ALONE
 * </pre>
 */
public final class LineBatch {

  private static final byte[] NOTHING = {};

  private final LogFile log;
  private final long start;

  /** The part of the first line that is before this batch; empty if the line begins here. */
  private final byte[] lead;

  private final Line[] lines;

  /** The offset after each line, counted from {@code start}. */
  private final int[] ends;

  /** Whether the last line has an ending that the file lacks. */
  private final boolean endingAdded;

  private volatile boolean alone;
  private volatile @Nullable LineBatch next;
  private volatile @Nullable EncodedLines encoded;

  private LineBatch(LogFile log, long start, byte[] lead, List<Line> lines, boolean endingAdded) {
    this.log = log;
    this.start = start;
    this.lead = lead;
    this.lines = lines.toArray(Line[]::new);
    this.ends = new int[lines.size()];
    this.endingAdded = endingAdded;
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += this.lines[i].length() - (isUnended(i) ? 1 : 0);
      ends[i] = end;
    }
  }

  /** A batch without lines: the place before the line at an offset. */
  public static LineBatch empty(LogFile log, long start) {
    return new LineBatch(log, start, NOTHING, List.of(), false);
  }

  static LineBatch of(LogFile log, long start, byte[] lead, List<Line> lines) {
    return new LineBatch(log, start, lead, lines, false);
  }

  /** The last line of a file that ended without an ending, with one added. */
  static LineBatch unended(LogFile log, long start, byte[] lead, List<Line> lines) {
    return new LineBatch(log, start, lead, lines, true);
  }

  private boolean isUnended(int index) {
    return endingAdded && index == lines.length - 1;
  }

  /** Makes this a batch for one cursor, that no other batch will follow. */
  public LineBatch asAlone() {
    alone = true;
    return this;
  }

  public LogFile log() {
    return log;
  }

  public long start() {
    return start;
  }

  public long end() {
    return ends.length == 0 ? start : start + ends[ends.length - 1];
  }

  public int count() {
    return lines.length;
  }

  public Line line(int index) {
    return lines[index];
  }

  /** Whether it is a whole line, or the last piece of one. */
  public boolean endsLine(int index) {
    return lines[index].ending() != Line.Ending.NONE;
  }

  public long weight() {
    return end() - start + 32L * lines.length + 64;
  }

  /** The index of the first line that ends after an offset. */
  public int indexAfter(long offset) {
    if (offset <= start) {
      return 0; // An ending alone has no length.
    }
    int found = Arrays.binarySearch(ends, (int) Math.min(Integer.MAX_VALUE, offset - start));
    return found < 0 ? -found - 1 : found + 1;
  }

  public Position position(int index) {
    long offset = start + ends[index];
    var line = lines[index];
    byte[] before = before(index);
    byte[] bytes = Arrays.copyOf(before, before.length + line.length());
    line.copyTo(bytes, before.length);
    int length = bytes.length - (isUnended(index) ? 1 : 0);
    return log.position(offset, bytes, length);
  }

  /** The bytes of its line before a piece, or enough of them for a fingerprint. */
  private byte[] before(int index) {
    if (index == 0) {
      return lead;
    }
    return endsLine(index - 1) ? NOTHING : lines[index - 1].content();
  }

  /** Returns an encoding of a line, made once for all cursors that share this batch. */
  @SuppressWarnings("ReferenceEquality") // A line joined from pieces may equal none of them.
  public Line encoded(int index, Line line, Object form, Supplier<Line> encode) {
    if (alone || lines[index] != line) {
      return encode.get();
    }
    var known = encoded;
    return known == null ? shared(form).get(index, form, encode) : known.get(index, form, encode);
  }

  private synchronized EncodedLines shared(Object form) {
    var known = encoded;
    if (known == null) {
      known = new EncodedLines(form, new AtomicReferenceArray<>(lines.length));
      encoded = known;
    }
    return known;
  }

  public @Nullable LineBatch next() {
    return next;
  }

  public void isFollowedBy(LineBatch batch) {
    next = batch;
  }

  public boolean mayBeFollowed() {
    return !alone;
  }

  /** Lets go of what follows, so that a slow cursor does not keep it in memory. */
  public void leaveRecent() {
    alone = true;
    next = null;
    encoded = null;
  }
}
