package httpd.tail.file;

import java.io.IOException;

/** What came after a position can no longer be had: its file is gone, or was written over. */
public final class PositionLostException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String position;
  private final String oldest;
  private final String newest;

  /** Names the position asked for, and the two ends of what there is. */
  public PositionLostException(String position, String oldest, String newest) {
    super(
        "what came after position " + position + " is gone: its file was removed or written over");
    this.position = position;
    this.oldest = oldest;
    this.newest = newest;
  }

  /** What was asked for. */
  public String position() {
    return position;
  }

  /** The position before the oldest line that can be had. */
  public String oldest() {
    return oldest;
  }

  /** The position behind the newest line. */
  public String newest() {
    return newest;
  }
}
