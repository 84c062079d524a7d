package httpd.exec;

import java.io.IOException;

/** As many commands run as may. */
public final class TooManyCommandsException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says how many that is. */
  TooManyCommandsException(long limit) {
    super("all " + limit + " commands that may run at once are running; --max-exec sets how many");
  }
}
