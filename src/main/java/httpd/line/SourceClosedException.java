package httpd.line;

import java.io.IOException;

/** Nobody wanted the remaining lines: the source was closed before it had ended. */
public final class SourceClosedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Made by a source that is polled after its close. */
  public SourceClosedException() {
    super("the line source was closed");
  }
}
