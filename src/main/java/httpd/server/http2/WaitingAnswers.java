package httpd.server.http2;

import httpd.limit.StreamMemory;

/**
 * What the eager answers of one connection hold while its client leaves them unread, as it may by
 * windows that stay shut. On the event loop only.
 */
final class WaitingAnswers {

  /** Shorter ones are not counted: the stream itself takes more. */
  private static final int FREE = 1024;

  /** Longer ones are often the same for many clients, and count as so many bytes. */
  private static final int MOST = 64 * 1024;

  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private long held;

  /** Takes memory; returns how much, or a negative number if there is none. */
  long take(long bytes) {
    if (bytes <= FREE) {
      return 0;
    }
    if (!memory.hasRoomForAnswer(held)) {
      return -1;
    }
    long taken = Math.min(bytes, MOST);
    held += taken;
    memory.take(taken);
    return taken;
  }

  void release(long taken) {
    held -= taken;
    memory.release(taken);
  }
}
