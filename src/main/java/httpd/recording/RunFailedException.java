package httpd.recording;

import java.io.IOException;

/** A run that did not come to its end: its source failed, or it was stopped. */
public final class RunFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  RunFailedException(String why) {
    super("the run failed: " + why);
  }
}
