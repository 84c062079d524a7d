package httpd;

/**
 * A failure that names the status to answer with. Its message is sent to the client. It counts if
 * the handler throws it itself: as the cause of another exception it is a 500.
 */
public final class HttpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String message;

  /**
   * A failure to answer with.
   *
   * @param status 400 to 599
   * @param message one line that the client may read
   */
  public HttpException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("an error status is 400 to 599, was " + status, this);
    }
    this.status = status;
    this.message = message;
  }

  /** The status to answer with. */
  public int status() {
    return status;
  }

  /** One line that the client may read. */
  @Override
  public String getMessage() {
    return message;
  }
}
