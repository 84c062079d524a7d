package httpd.auth.token;

import java.nio.file.Path;

/** A file of keys that cannot be used: what is wrong, with the file, and what helps. */
public final class TokenKeyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String hint;

  TokenKeyException(Path file, String what, String hint) {
    super(file + ": " + what);
    this.hint = hint;
  }

  /** Returns what helps. */
  public String hint() {
    return hint;
  }
}
