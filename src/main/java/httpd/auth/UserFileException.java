package httpd.auth;

/** A file of users that cannot be used: what is wrong, with file and line, and what helps. */
public final class UserFileException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String hint;

  UserFileException(String what, String hint) {
    super(what);
    this.hint = hint;
  }

  /** Returns what helps. */
  public String hint() {
    return hint;
  }
}
