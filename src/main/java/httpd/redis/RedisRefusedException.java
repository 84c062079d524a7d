package httpd.redis;

/** An address, a file of credentials or a Redis server that cannot be used, and what to do. */
public final class RedisRefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String hint;

  /** What is wrong, and the remedy. */
  public RedisRefusedException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What the user can do. */
  public String hint() {
    return hint;
  }
}
