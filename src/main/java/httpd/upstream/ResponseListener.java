package httpd.upstream;

import httpd.Headers;
import httpd.line.split.UnfinishedLine;
import httpd.upstream.response.ResponseHead;
import java.io.IOException;

/**
 * Receives one response: its head, its bytes, and its end or a failure. Called on the exchange's
 * event loop; only a failure whose loop has ended comes on another thread.
 */
interface ResponseListener {

  /** The head of a 103. The exchange fails with what this throws. */
  default void earlyHints(ResponseHead head) throws IOException {}

  /** The head of the final response. The exchange fails with what this throws. */
  void head(ResponseHead head) throws IOException;

  /**
   * The next bytes of the body: all of one read. The caller keeps the array.
   *
   * @param length at least 1
   * @param whenRoom to be run once when there is room again; kept only if the result is false
   * @return whether there is room for more now
   * @throws IOException if the bytes are not accepted: the exchange fails with it
   */
  boolean bytes(byte[] bytes, int offset, int length, Runnable whenRoom) throws IOException;

  /**
   * The number of the line whose first bytes are held until its end comes, for {@link
   * UnfinishedLine#see}. Called after each read.
   */
  default long unfinished() {
    return UnfinishedLine.NONE;
  }

  /** Passes on an unfinished line as {@link #bytes} does: its end is late, or never comes. */
  default boolean passUnfinished(Runnable whenRoom) {
    return true;
  }

  void end(Headers trailers) throws IOException;

  /** The response is not complete, and nothing more will come. */
  void failed(Throwable cause);
}
