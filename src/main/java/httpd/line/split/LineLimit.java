package httpd.line.split;

/**
 * The longest line that is given whole, in bytes without its ending. One value for the process: the
 * command line sets it once, before anything is opened; each source and each reader of whole lines
 * takes it when it is made. {@link LongLines} has what happens to a longer line.
 */
public final class LineLimit {

  public static final int DEFAULT = 1024 * 1024;

  public static final int LOWEST = 1024;

  /** The highest limit that may be set: 1 GiB, since a line is one array. */
  public static final int HIGHEST = 1024 * 1024 * 1024;

  private static volatile int bytes = DEFAULT;
  private static volatile Runnable whenReached = () -> {};
  private static volatile Runnable whenInPieces = () -> {};

  private LineLimit() {}

  public static int bytes() {
    return bytes;
  }

  /** Sets the limit for what is opened from now on. */
  public static void set(int limit) {
    if (limit < LOWEST || limit > HIGHEST) {
      throw new IllegalArgumentException(
          "the longest line has %s to %s bytes, was %s".formatted(LOWEST, HIGHEST, limit));
    }
    bytes = limit;
  }

  /**
   * Sets what runs for each longer line; it must not wait.
   *
   * @param lost for a line that is left out or refused
   * @param inPieces for a line that goes on in pieces, of which no byte is lost
   */
  public static void whenReached(Runnable lost, Runnable inPieces) {
    whenReached = lost;
    whenInPieces = inPieces;
  }

  public static void reached() {
    whenReached.run();
  }

  static void inPieces() {
    whenInPieces.run();
  }
}
