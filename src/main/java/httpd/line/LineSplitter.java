package httpd.line;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines: LF and CR LF both end a line, a lone CR is part of it, and the
 * last line may lack its ending. Bytes are neither decoded nor changed. Not safe for use by several
 * threads at once.
 */
public final class LineSplitter {

  /** The longest line unless another limit is given, without its ending: 1 MiB. */
  public static final int LONGEST_LINE = 1024 * 1024;

  private static final byte CR = '\r';
  private static final byte[] NOTHING = {};

  /** A long line now and then must not cost its length for ever: a larger buffer is given back. */
  private static final int KEPT_LENGTH = 4096;

  private final int longest;

  /** The line that has begun and not ended; its first {@code partialLength} bytes count. */
  private byte[] partial = NOTHING;

  private int partialLength;

  /** A splitter for lines of at most {@link #LONGEST_LINE} bytes. */
  public LineSplitter() {
    this(LONGEST_LINE);
  }

  /**
   * A splitter with a limit of its own.
   *
   * @param longest the longest line in bytes, without its ending
   */
  public LineSplitter(int longest) {
    this.longest = longest;
  }

  /**
   * Takes the next bytes and gives every line that they complete to {@code sink}.
   *
   * @throws LineTooLongException if a line, ended or not, is longer than the limit; lines before it
   *     were delivered
   */
  public void split(byte[] bytes, int offset, int length, Consumer<Line> sink)
      throws LineTooLongException {
    int end = offset + length;
    int start = offset;
    for (int feed = LineFeed.indexIn(bytes, start, end);
        feed >= 0;
        feed = LineFeed.indexIn(bytes, start, end)) {
      sink.accept(completed(bytes, start, feed));
      start = feed + 1;
    }
    append(bytes, start, end - start);
    if (partialLength > longest + 1) { // One more than a line may have: it could be the CR.
      throw new LineTooLongException(longest);
    }
  }

  /** Bytes of the line that has begun and not ended. */
  public int held() {
    return partialLength;
  }

  /** The bytes end here: gives what has begun as a line without an ending, if there is any. */
  public void end(Consumer<Line> sink) throws LineTooLongException {
    if (partialLength > 0) {
      sink.accept(line(partial, 0, partialLength, Line.Ending.NONE));
      partialLength = 0;
    }
  }

  private Line completed(byte[] bytes, int start, int end) throws LineTooLongException {
    if (partialLength == 0) {
      return ended(bytes, start, end);
    }
    append(bytes, start, end - start);
    var line = ended(partial, 0, partialLength);
    partialLength = 0;
    if (partial.length > KEPT_LENGTH) {
      partial = NOTHING;
    }
    return line;
  }

  private Line ended(byte[] bytes, int start, int end) throws LineTooLongException {
    boolean crLf = end > start && bytes[end - 1] == CR;
    return line(bytes, start, crLf ? end - 1 : end, crLf ? Line.Ending.CR_LF : Line.Ending.LF);
  }

  private Line line(byte[] bytes, int start, int end, Line.Ending ending)
      throws LineTooLongException {
    if (end - start > longest) {
      throw new LineTooLongException(longest);
    }
    return new Line(Arrays.copyOfRange(bytes, start, end), ending);
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
