package httpd.line;

import java.io.IOException;

/** A reader of whole lines has left out a line that is longer than a line may be. */
public final class LineTooLongException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int limit;

  /**
   * A line over the limit, and which one.
   *
   * @param limit the longest line in bytes, without its ending
   * @param number the line's number, counted from 1 where its reader began
   * @param beginning its first characters
   */
  public LineTooLongException(int limit, long number, String beginning) {
    super(
        "line %s is longer than %s bytes, the limit that --max-line sets; it begins with \"%s\""
            .formatted(number, limit, visible(beginning)));
    this.limit = limit;
  }

  /** What a client that reads on is told in place of the line. */
  public String note() {
    return "a line of more than " + limit + " bytes was left out";
  }

  /** What a stranger sent may be printed anywhere: only visible ASCII is shown as it is. */
  private static String visible(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
