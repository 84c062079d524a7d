package httpd.line;

import java.io.IOException;

/** A reader of whole lines has left out a line that is longer than the limit. */
public final class LineTooLongException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int limit;

  /**
   * The failure for one line.
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

  /** Returns what stands in place of the line for a client that reads on. */
  public String note() {
    return "a line of more than " + limit + " bytes was left out";
  }

  /** Keeps visible ASCII alone: the text may come from a client, and be printed anywhere. */
  private static String visible(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
