package httpd.server.answer;

import java.io.IOException;

/** A file became shorter than what was announced of it, so its response cannot be completed. */
final class TruncatedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  TruncatedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
