package httpd.line;

import java.io.IOException;

/** A source sent more bytes without a line feed than a line may have. */
public final class LineTooLongException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * A line over the limit.
   *
   * @param limit the longest line in bytes, without its ending
   */
  public LineTooLongException(int limit) {
    super("a line is longer than " + limit + " bytes");
  }

  /**
   * A line over the limit, and which one.
   *
   * @param limit the longest line in bytes, without its ending
   * @param number the line's number, counted from 1 where its reader began
   * @param beginning its first characters
   */
  public LineTooLongException(int limit, long number, String beginning) {
    super(
        "line %d is longer than %d bytes, the limit that --max-line sets; it begins with \"%s\""
            .formatted(number, limit, visible(beginning)));
  }

  /** What a stranger sent may be printed anywhere: only visible ASCII is shown as it is. */
  private static String visible(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
