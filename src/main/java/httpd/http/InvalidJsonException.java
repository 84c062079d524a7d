package httpd.http;

/** A text that is not JSON, or not of the expected type. */
public final class InvalidJsonException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Names the place. */
  InvalidJsonException(int line, int column, String why, Throwable cause) {
    super(
        "line %s, column %s: %s"
            .formatted(Math.max(1, line), Math.max(1, column), why.replaceAll("\\s+", " ")),
        cause);
  }
}
