package httpd.server.http2;

import org.jspecify.annotations.Nullable;

/**
 * The streams that were reset here most recently: frames of them may still arrive. They are few,
 * and a connection on which none was reset has no memory for them.
 */
final class ResetStreams {

  private static final int MOST = 64;

  private int @Nullable [] ids;
  private int next;

  void add(int streamId) {
    if (ids == null) {
      ids = new int[MOST];
    }
    ids[next] = streamId;
    next = (next + 1) % MOST;
  }

  boolean contains(int streamId) {
    if (ids != null) {
      for (int id : ids) {
        if (id == streamId) {
          return true;
        }
      }
    }
    return false;
  }
}
