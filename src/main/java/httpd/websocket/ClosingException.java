package httpd.websocket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Closes a WebSocket with a code and a reason that its client may read. A source that fails with it
 * closes the WebSocket that it is the source of.
 */
public final class ClosingException extends IOException {

  private static final long serialVersionUID = 1L;

  private final CloseCode code;

  private final String reason;

  public ClosingException(CloseCode code, String reason) {
    this(code, reason, null);
  }

  /** With what is to be logged, for a failure that is not the client's. */
  public ClosingException(CloseCode code, String reason, @Nullable Throwable cause) {
    super(code.number() + " " + reason, cause);
    this.code = code;
    this.reason = reason;
  }

  public CloseCode code() {
    return code;
  }

  public String reason() {
    return reason;
  }
}
