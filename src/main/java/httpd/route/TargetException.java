package httpd.route;

import org.jspecify.annotations.Nullable;

/** A target that cannot be served: what is wrong, and what the user can do about it. */
public final class TargetException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String hint;
  private final boolean argumentWrong;

  private TargetException(
      String message, String hint, boolean argumentWrong, @Nullable Throwable cause) {
    super(message, cause);
    this.hint = hint;
    this.argumentWrong = argumentWrong;
  }

  /**
   * The argument is wrong; the exit code is 2.
   *
   * @param message what is wrong; the program prints the whole argument before it
   * @param hint what to write instead
   */
  public static TargetException wrong(String message, String hint) {
    return new TargetException(message, hint, true, null);
  }

  /**
   * The argument may be right, but something else is in the way; the exit code is 1.
   *
   * @param message what failed; the program prints the whole argument before it
   * @param hint what to do about it
   */
  public static TargetException failed(String message, String hint, @Nullable Throwable cause) {
    return new TargetException(message, hint, false, cause);
  }

  /** What the user can do. */
  public String hint() {
    return hint;
  }

  /** Whether the argument is wrong. */
  public boolean isArgumentWrong() {
    return argumentWrong;
  }
}
