package httpd.topic;

import java.io.IOException;

/** A store has no room for what was to be added, and has nothing of it. */
public final class StoreFullException extends IOException {

  private static final long serialVersionUID = 1;

  /** Says what is full, and the remedy. */
  public StoreFullException(String message) {
    super(message);
  }

  /** Says what is full, and the remedy; the cause is for the log. */
  public StoreFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
