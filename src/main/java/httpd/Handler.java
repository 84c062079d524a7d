package httpd;

/** A request comes in, a response goes out. What composes handlers is a handler itself. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers one request. The server calls this on a virtual thread of its own for each request,
   * many at once, so it may block; it is interrupted when the client's connection breaks meanwhile.
   *
   * <p>What this opens for a response on that thread is closed by the server, whether it is sent or
   * not. Lines and files can be sent once, so each request needs new ones.
   *
   * @throws HttpException to answer with a status of its choice
   * @throws Exception anything else becomes 500 Internal Server Error; the details go to the log,
   *     never to the client
   */
  Response handle(Request request) throws Exception;

  /**
   * Answers a request that the server refuses instead of giving it to {@link #handle}: a host that
   * it does not serve, a page of another site. A router answers as its {@code onError} says. What
   * is refused before there is a thread for it, such as a malformed head, never comes here.
   *
   * @throws Exception usually the refusal, for the server to answer
   */
  default Response refused(Request request, HttpException why) throws Exception {
    throw why;
  }
}
