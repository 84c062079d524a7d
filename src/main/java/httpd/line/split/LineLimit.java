package httpd.line.split;

/**
 * The longest line that is given whole, in bytes without its ending. One value for the process: the
 * command line sets it once, before anything is opened; each source and each reader of whole lines
 * takes it when it is made. What happens to a longer line is said by {@link LongLines}.
 */
public final class LineLimit {

  /** Unless another limit is set: 1 MiB. */
  public static final int DEFAULT = 1024 * 1024;

  /** The lowest limit that may be set: 1 KiB. */
  public static final int LOWEST = 1024;

  /** The highest limit that may be set: 1 GiB, since a line is one array. */
  public static final int HIGHEST = 1024 * 1024 * 1024;

  private static volatile int bytes = DEFAULT;
  private static volatile Runnable whenReached = () -> {};
  private static volatile Runnable whenInPieces = () -> {};

  private LineLimit() {}

  /** The limit in bytes. */
  public static int bytes() {
    return bytes;
  }

  /**
   * Sets the limit for what is opened from now on.
   *
   * @throws IllegalArgumentException if it is not from {@link #LOWEST} to {@link #HIGHEST}
   */
  public static void set(int limit) {
    if (limit < LOWEST || limit > HIGHEST) {
      throw new IllegalArgumentException(
          "the longest line has %s to %s bytes, was %s".formatted(LOWEST, HIGHEST, limit));
    }
    bytes = limit;
  }

  /**
   * Has these run for each line that is longer from now on; they must not wait.
   *
   * @param lost if it is left out or refused
   * @param inPieces if it goes on in pieces, and its bytes are all there
   */
  public static void whenReached(Runnable lost, Runnable inPieces) {
    whenReached = lost;
    whenInPieces = inPieces;
  }

  /** A line is longer, and so is left out or refused. */
  public static void reached() {
    whenReached.run();
  }

  /** A line is longer, and so is given in pieces. */
  static void inPieces() {
    whenInPieces.run();
  }
}
