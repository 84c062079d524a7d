package httpd.source.tail;

import java.util.regex.Pattern;

/**
 * The end of a line in one generation of a file: what stands before it says which generation that
 * is, under whatever name it is found later.
 *
 * <p>As text it has at most 41 letters, digits and {@code -}: offset, content and file in base 36.
 * The text {@code 0} stands for the beginning of the oldest generation there is.
 *
 * @param offset bytes before it, the line's ending included; 0 where no line was yet
 * @param content the {@linkplain Fingerprint fingerprint} of what stands before it; for offset 0
 *     instead a time in microseconds: what was written later comes after the position
 * @param file tells files with equal beginnings apart as long as they keep their inode; 0 for none
 */
record Position(long offset, long content, long file) {

  /** Before everything. */
  static final Position OLDEST = new Position(0, 0, 0);

  private static final int RADIX = 36;
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-z]{1,12})-([0-9a-z]{1,12})-([0-9a-z]{1,12})");

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Position parse(String text) {
    if (text.equals("0")) {
      return OLDEST;
    }
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no position; one looks like 2s-5k3m1x0qz-8f, 0 is the beginning");
    }
    return new Position(number(parts.group(1)), number(parts.group(2)), number(parts.group(3)));
  }

  /** The beginning of a file that is like this now. */
  static Position beginningOf(FoundFile file) {
    return new Position(0, file.modifiedMicros(), file.number());
  }

  /** Where no file is: before everything that is written after a time. */
  static Position after(long modifiedMicros) {
    return new Position(0, modifiedMicros, 0);
  }

  @Override
  public String toString() {
    return Long.toString(offset, RADIX)
        + '-'
        + Long.toString(content, RADIX)
        + '-'
        + Long.toString(file, RADIX);
  }

  private static long number(String digits) {
    return Long.parseLong(digits, RADIX);
  }
}
