package httpd.tail.follow;

import httpd.tail.file.Position;
import httpd.topic.Topic;
import java.io.IOException;

/** What came after a position can no longer be read: its file was deleted or overwritten. */
final class PositionLostException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Topic.Bounds bounds;

  PositionLostException(Position position, Topic.Bounds bounds) {
    super("what came after position " + position + " is gone: its file was deleted or overwritten");
    this.bounds = bounds;
  }

  Topic.Bounds bounds() {
    return bounds;
  }
}
