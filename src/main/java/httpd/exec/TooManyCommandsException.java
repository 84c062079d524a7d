package httpd.exec;

import java.io.IOException;

/** The limit of commands is reached. */
public final class TooManyCommandsException extends IOException {

  private static final long serialVersionUID = 1L;

  TooManyCommandsException(long limit) {
    super("all " + limit + " commands that may run at once are running; --max-exec sets how many");
  }
}
