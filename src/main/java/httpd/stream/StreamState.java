package httpd.stream;

import httpd.CloseReason;

/** Where a stream is in its life; the picture is at {@link StreamWriter}. */
public enum StreamState {
  /** Taking lines and writing them, or about to in its next turn. */
  WRITING,
  /** The source has nothing: it will wake the stream. */
  WAITING_FOR_LINE,
  /** The client takes no more for now: the channel will wake the stream. */
  WAITING_FOR_CLIENT,
  /** Ended, with a {@link CloseReason}. */
  CLOSED
}
