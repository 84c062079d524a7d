package httpd.server.request;

import httpd.line.Poll;

/**
 * What has arrived of a body and waits for its reader. A request without a body, which most are,
 * shares {@link #OF_NO_BODY}. On the event loop, except {@link #poll} and {@link #close}.
 */
interface PendingContent {

  /** Has ended before anything arrived; nothing changes it. */
  PendingContent OF_NO_BODY = new PendingContent() {};

  default Poll poll(Runnable wake) {
    return Poll.END;
  }

  /**
   * Gives pieces instead of lines from now on. The beginning of a line is a piece, which must not
   * wait for the rest of the line.
   *
   * @return whether there is memory for it
   */
  default boolean beginPieces() {
    return true;
  }

  /** Adds bytes; returns whether there is memory for them. */
  default boolean add(byte[] bytes) {
    return true;
  }

  /** Ends a line that has begun; returns whether there is memory for it. */
  default boolean endLine() {
    return true;
  }

  /** Whether a single line is as long as all that may wait. */
  default boolean hasLongLine() {
    return false;
  }

  default void end() {}

  /** Ends it with a failure after the lines that wait. */
  default void fail(Throwable cause) {}

  /** Ends it with a failure in place of the lines that wait. */
  default void failNow(Throwable cause) {}

  default void dropUnfinished() {}

  default void close() {}
}
