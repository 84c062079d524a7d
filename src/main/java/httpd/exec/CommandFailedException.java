package httpd.exec;

import httpd.line.AfterLastLine;
import java.io.IOException;

/** A command has exited with a status other than 0, or by a signal. */
public final class CommandFailedException extends IOException implements AfterLastLine {

  private static final long serialVersionUID = 1L;

  private static final int SIGNALLED = 128;

  private static final int MOST_SIGNALS = 64;

  private final int status;

  CommandFailedException(Command command, int status, String lastWords) {
    super(
        command
            + " "
            + described(status)
            + (lastWords.isEmpty() ? "" : "; its standard error ended with: " + lastWords));
    this.status = status;
  }

  /** The exit status as a shell shows it: 128 and the signal's number for a signal. */
  public int status() {
    return status;
  }

  @Override
  public String reason() {
    return described(status);
  }

  /** Returns the message. */
  String said() {
    return String.valueOf(getMessage());
  }

  /** Whether a status says that a signal has ended the command; a program may exit with more. */
  static boolean isSignal(int status) {
    return status > SIGNALLED && status <= SIGNALLED + MOST_SIGNALS;
  }

  private static String described(int status) {
    return isSignal(status)
        ? "exited with status " + status + " (signal " + (status - SIGNALLED) + ")"
        : "exited with status " + status;
  }
}
