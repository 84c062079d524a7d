package httpd.upstream;

import httpd.Headers;

/**
 * Is told of one response: its head, its bytes, and one of the two endings. On the exchange's event
 * loop only, but for a failure whose loop has ended.
 */
interface Receiver {

  /**
   * The head of the final response.
   *
   * @throws UpstreamException if it will not do: the exchange fails with it
   */
  void head(ResponseHead head) throws UpstreamException;

  /**
   * The next bytes of the body, all that one read brought; the caller keeps the array.
   *
   * @param length at least 1
   * @param whenRoom to be run once when more may come; kept only if the answer is false
   * @return whether more is welcome now
   * @throws java.io.IOException if they will not do: the exchange fails with it
   */
  boolean bytes(byte[] bytes, int offset, int length, Runnable whenRoom) throws java.io.IOException;

  /** The response is whole. */
  void end(Headers trailers) throws java.io.IOException;

  /** Something is missing. */
  void failed(Throwable cause);
}
