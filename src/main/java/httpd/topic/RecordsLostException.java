package httpd.topic;

import java.io.IOException;

/** The server that keeps a log has lost records that readers here have had. */
public final class RecordsLostException extends IOException {

  private static final long serialVersionUID = 1;

  /** The log of this name, which readers have read up to a position. */
  public RecordsLostException(String name, String position) {
    super("the log \"" + name + "\" has lost records: its server does not know " + position);
  }
}
