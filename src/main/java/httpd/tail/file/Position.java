package httpd.tail.file;

import httpd.tail.name.FileStat;
import java.util.regex.Pattern;

/**
 * The end of a line in a file: the bytes before it identify the file, under whatever name it is
 * found later. Before the first line something else does:
 *
 * <pre>
 *   place                    offset   content                  file         mark
 *   the end of a line        > 0      fingerprint before it    its inode    0
 *   a file's beginning       0        time of its change       its inode    its first bytes; 0: empty
 *   where no file is         0        0                        0            state of the directory
 *   before all there is      0        0                        0            0
 * </pre>
 *
 * <p>As text it has at most 41 letters, digits and {@code -}: the numbers in base 36, without a
 * mark of 0. The text {@code 0} stands for the beginning of the oldest file, whichever that is.
 *
 * @param offset bytes before it, the line's ending included; 0 where no line was yet
 * @param content the {@linkplain Fingerprint fingerprint} of what is before it; at a beginning the
 *     time, in microseconds, when the file was last changed
 * @param file distinguishes files with equal beginnings as long as they keep their inode; or 0
 * @param mark at a beginning: how many bytes the file had, at most {@link Fingerprint#HEAD}, and
 *     their hash
 */
public record Position(long offset, long content, long file, long mark) {

  /** Before the oldest line. */
  public static final Position OLDEST = new Position(0, 0, 0, 0);

  /** The mark of a directory whose state is unknown. */
  public static final long NO_MARK = 1;

  private static final int RADIX = 36;
  private static final String NUMBER = "([0-9a-z]{1,12})";
  private static final Pattern TEXT =
      Pattern.compile(NUMBER + "-" + NUMBER + "-" + NUMBER + "(?:-" + NUMBER + ")?");

  Position(long offset, long content, long file) {
    this(offset, content, file, 0);
  }

  public static Position parse(String text) {
    if (text.equals("0")) {
      return OLDEST;
    }
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a position; one looks like 2s-5k3m1x0qz-8f, 0 is the beginning");
    }
    var mark = parts.group(4);
    var position =
        new Position(
            number(parts.group(1)),
            number(parts.group(2)),
            number(parts.group(3)),
            mark == null ? 0 : number(mark));
    return position.equals(OLDEST) ? nowhere(NO_MARK) : position;
  }

  /** The beginning of a file, whose first {@code length} bytes are in {@code head}. */
  static Position beginningOf(FileStat file, byte[] head, int length) {
    return new Position(
        0, file.changedMicros(), file.number(), length == 0 ? 0 : mark(head, length));
  }

  /** Where no file is, in directories of this state. */
  public static Position nowhere(long state) {
    return new Position(0, 0, 0, state);
  }

  public boolean isNowhere() {
    return offset == 0 && file == 0 && mark != 0;
  }

  /** Whether it is the beginning of this file, which may have been truncated since. */
  public boolean isBeginningOf(FileStat other) {
    return offset == 0 && other.number() == file && other.bornMicros() <= content;
  }

  public int marked() {
    return (int) (mark >>> Fingerprint.BITS);
  }

  /** Whether these are the first bytes that the mark covers. */
  boolean marks(byte[] head) {
    return mark(head, marked()) == mark;
  }

  private static long mark(byte[] head, int length) {
    return (long) length << Fingerprint.BITS | Fingerprint.ofBeginning(head, length);
  }

  @Override
  public String toString() {
    return Long.toString(offset, RADIX)
        + '-'
        + Long.toString(content, RADIX)
        + '-'
        + Long.toString(file, RADIX)
        + (mark == 0 ? "" : '-' + Long.toString(mark, RADIX));
  }

  private static long number(String digits) {
    return Long.parseLong(digits, RADIX);
  }
}
