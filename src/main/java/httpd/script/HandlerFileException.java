package httpd.script;

import org.jspecify.annotations.Nullable;

/**
 * A handler file that cannot be used. The message is ready to print: it names the file as the user
 * did, the line and the column where there is one, shows the source line, and may span several
 * lines.
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
