package httpd.server.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Certificates or keys that cannot be used: what is wrong, and what helps. */
public final class TlsException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String hint;

  TlsException(String what, String hint) {
    this(what, hint, null);
  }

  TlsException(String what, String hint, @Nullable Throwable cause) {
    super(what, cause);
    this.hint = hint;
  }

  /** What the user can do. */
  public String hint() {
    return hint;
  }
}
