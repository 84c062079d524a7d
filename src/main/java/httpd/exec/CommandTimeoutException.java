package httpd.exec;

import java.io.IOException;

/** A command was ended because it ran longer than it may. */
public final class CommandTimeoutException extends IOException {

  private static final long serialVersionUID = 1L;

  CommandTimeoutException(Command command) {
    super(
        command
            + " was ended, since it ran for more than "
            + command.settings().timeout().toMillis()
            + " ms (--exec-timeout)");
  }
}
