package httpd.script;

import org.jspecify.annotations.Nullable;

/**
 * A handler file cannot be used. The message is ready to print and may have several lines: it names
 * the file as the user did, the line and the column if known, and shows the source line.
 */
public final class HandlerFileException extends Exception {

  private static final long serialVersionUID = 1L;

  HandlerFileException(String message) {
    this(message, null);
  }

  HandlerFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
