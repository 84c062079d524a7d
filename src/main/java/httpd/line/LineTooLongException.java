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
}
