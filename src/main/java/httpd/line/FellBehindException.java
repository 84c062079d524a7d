package httpd.line;

import java.io.IOException;

/**
 * A reader took lines more slowly than a shared source gave them, and was cut. The source itself
 * goes on.
 */
public final class FellBehindException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * The failure of a reader that was cut.
   *
   * @param limit how many bytes may wait for a subscriber
   */
  public FellBehindException(long limit) {
    super(
        "the reader fell behind: more than %s bytes were waiting for it, and a shared source waits"
                .formatted(limit)
            + " for no reader");
  }
}
