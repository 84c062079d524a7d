package httpd;

import java.io.IOException;

/** The lines broke off: something that should have come is missing. The cause says why. */
public final class SourceFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Wraps what the source failed with. */
  public SourceFailedException(Throwable cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
  }
}
