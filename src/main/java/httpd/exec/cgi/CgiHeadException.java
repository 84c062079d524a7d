package httpd.exec.cgi;

import java.io.IOException;

/** The head of a CGI response is missing or invalid. The message is for the client. */
public final class CgiHeadException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String forLog;

  public CgiHeadException(String message) {
    this(message, "");
  }

  /**
   * Makes a failure.
   *
   * @param excerpt of what was printed, escaped, for the log alone; empty for none
   */
  CgiHeadException(String message, String excerpt) {
    super(message);
    this.forLog = excerpt.isEmpty() ? message : message + ": \"" + excerpt + "\"";
  }

  /** Returns the message with an excerpt of what was printed, for the log. */
  public String forLog() {
    return forLog;
  }
}
