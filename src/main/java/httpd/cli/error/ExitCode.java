package httpd.cli.error;

/** How the program ends, for scripts and service managers. */
public enum ExitCode {
  /** Stopped as asked, or did what was asked. */
  STOPPED(0),
  /** Could not start, or failed. */
  FAILED(1),
  /** The arguments are wrong: trying again will not help. */
  WRONG_ARGUMENTS(2),
  /** The one request was answered with a status of 400 to 499. */
  CLIENT_ERROR(4),
  /** The one request was answered with a status of 500 to 599. */
  SERVER_ERROR(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
