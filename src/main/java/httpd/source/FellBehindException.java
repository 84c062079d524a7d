package httpd.source;

import java.io.IOException;

/** A subscriber took lines more slowly than a shared source gave them, and was cut. */
public final class FellBehindException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * A cut.
   *
   * @param limit how many bytes may wait for a subscriber
   */
  FellBehindException(int limit) {
    super(
        "the reader fell behind: more than %d bytes were waiting for it, and a source shared by many"
                .formatted(limit)
            + " waits for none");
  }
}
