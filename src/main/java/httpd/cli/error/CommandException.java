package httpd.cli.error;

import httpd.route.TargetException;
import org.jspecify.annotations.Nullable;

/** An error that ends the command: a message and its remedy. */
public final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String what;
  private final @Nullable String hint;

  private CommandException(
      ExitCode exitCode, String what, @Nullable String hint, @Nullable Throwable cause) {
    super(what, cause);
    this.exitCode = exitCode;
    this.what = what;
    this.hint = hint;
  }

  /** Wrong arguments: {@code what} has the value and its place. */
  public static CommandException wrong(String what, String hint) {
    return new CommandException(ExitCode.WRONG_ARGUMENTS, what, hint, null);
  }

  /** A failure with arguments that may be right. */
  public static CommandException failed(String what, String hint, @Nullable Throwable cause) {
    return new CommandException(ExitCode.FAILED, what, hint, cause);
  }

  /** The target of an argument cannot be served. */
  public static CommandException of(String argument, TargetException cause) {
    var message = argument + ": " + cause.getMessage();
    return cause.isArgumentWrong()
        ? wrong(message, cause.hint())
        : failed(message, cause.hint(), cause);
  }

  /** A handler file cannot be used: the compiler's own lines, with their place. */
  public static CommandException inHandlerFile(Exception cause) {
    return new CommandException(ExitCode.FAILED, String.valueOf(cause.getMessage()), null, cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String what() {
    return what;
  }

  public @Nullable String hint() {
    return hint;
  }
}
