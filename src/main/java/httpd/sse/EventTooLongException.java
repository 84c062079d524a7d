package httpd.sse;

import java.io.IOException;

/** An event stream sent more bytes without a blank line than an event may have. */
public final class EventTooLongException extends IOException {

  private static final long serialVersionUID = 1L;

  EventTooLongException(int limit) {
    super("an event is longer than " + limit + " bytes: no blank line has come so far");
  }
}
