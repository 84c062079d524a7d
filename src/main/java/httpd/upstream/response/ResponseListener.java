package httpd.upstream.response;

import httpd.Headers;
import httpd.line.split.UnfinishedLine;

/**
 * Is told of one response: its head, its bytes, and one of the two endings. On the exchange's event
 * loop only, but for a failure whose loop has ended.
 */
public interface ResponseListener {

  /**
   * The head of the final response.
   *
   * @throws java.io.IOException if it will not do: the exchange fails with it
   */
  void head(ResponseHead head) throws java.io.IOException;

  /**
   * The next bytes of the body, all that one read brought; the caller keeps the array.
   *
   * @param length at least 1
   * @param whenRoom to be run once when more may come; kept only if the answer is false
   * @return whether more is welcome now
   * @throws java.io.IOException if they will not do: the exchange fails with it
   */
  boolean bytes(byte[] bytes, int offset, int length, Runnable whenRoom) throws java.io.IOException;

  /**
   * The number of the line whose first bytes are kept until its end comes, as {@link
   * UnfinishedLine#see} wants it. Asked after each read.
   */
  default long unfinished() {
    return UnfinishedLine.NONE;
  }

  /**
   * Passes on what {@link #unfinished} is about: its end has not come in time, or never will.
   *
   * @param whenRoom as for {@link #bytes}
   * @return as for {@link #bytes}
   */
  default boolean passUnfinished(Runnable whenRoom) {
    return true;
  }

  /** The response is whole. */
  void end(Headers trailers) throws java.io.IOException;

  /** Something is missing. */
  void failed(Throwable cause);
}
