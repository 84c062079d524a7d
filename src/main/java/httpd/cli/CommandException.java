package httpd.cli;

import org.jspecify.annotations.Nullable;

/** The command cannot go on. What is printed is the message and, under it, the remedy. */
final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String what;
  private final String hint;

  private CommandException(ExitCode exitCode, String what, String hint, @Nullable Throwable cause) {
    super(what, cause);
    this.exitCode = exitCode;
    this.what = what;
    this.hint = hint;
  }

  /** The arguments are wrong: what is, with the value and its place, and what would be right. */
  static CommandException wrong(String what, String hint) {
    return new CommandException(ExitCode.WRONG_ARGUMENTS, what, hint, null);
  }

  /** The arguments may be right, but it did not work. */
  static CommandException failed(String what, String hint, Throwable cause) {
    return new CommandException(ExitCode.FAILED, what, hint, cause);
  }

  ExitCode exitCode() {
    return exitCode;
  }

  String what() {
    return what;
  }

  String hint() {
    return hint;
  }
}
