package httpd.line;

import java.io.IOException;

/**
 * A reader took lines more slowly than a source that is shared by many gave them, and was cut. No
 * fault of the source.
 */
public final class FellBehindException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * A cut.
   *
   * @param limit how many bytes may wait for a subscriber
   */
  public FellBehindException(long limit) {
    super(
        "the reader fell behind: more than %s bytes were waiting for it, and a source shared by many"
                .formatted(limit)
            + " waits for none");
  }
}
