package httpd.line;

import java.io.IOException;

/**
 * The source was closed by its owner before it had ended. It has no stack trace: each stream whose
 * client leaves makes one, and no log prints it.
 */
public final class SourceClosedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The failure of a source that is polled after its close. */
  public SourceClosedException() {
    super("the line source was closed");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
