package httpd.tail.file;

import java.io.IOException;

/** What came after a position can no longer be read: its file was deleted or overwritten. */
public final class PositionLostException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String position;
  private final String oldest;
  private final String newest;

  /** Names the requested position, and both ends of what can be read. */
  public PositionLostException(String position, String oldest, String newest) {
    super("what came after position " + position + " is gone: its file was deleted or overwritten");
    this.position = position;
    this.oldest = oldest;
    this.newest = newest;
  }

  /** The requested position. */
  public String position() {
    return position;
  }

  /** The position before the oldest line that can be read. */
  public String oldest() {
    return oldest;
  }

  /** The position after the newest line. */
  public String newest() {
    return newest;
  }
}
