package httpd.auth.token;

/** A token that is not accepted. The message is for the log, never for the client. */
final class InvalidTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidTokenException(String why) {
    super(why, null, false, false);
  }
}
