package httpd.topic;

import java.io.IOException;

/** A log was deleted while it was read or written. */
public final class LogDeletedException extends IOException {

  private static final long serialVersionUID = 1;

  /** The log of this name. */
  public LogDeletedException(String name) {
    super("the log \"" + name + "\" was deleted");
  }
}
