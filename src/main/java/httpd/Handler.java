package httpd;

/** Answers requests. What composes handlers is a handler too. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers a request. The server calls this on a virtual thread for each request, many at once, so
   * it may block; the thread is interrupted when the client disconnects. A handler that {@linkplain
   * #mayBlock may not block} is called on an event loop.
   *
   * <p>The server closes what is opened on that thread, sent or not. Lines and files can be sent
   * once, so each request needs new ones.
   *
   * @throws HttpException to answer with its status
   * @throws Exception to answer 500 Internal Server Error; the details are logged, and not sent
   */
  Response handle(Request request) throws Exception;

  /**
   * Returns whether {@link #handle} may block its thread for this request, which is so unless the
   * handler says otherwise: see {@link NonBlocking}. A handler that passes requests on returns what
   * the next one does. Called on an event loop before {@link #handle}: must not block, and must not
   * change anything.
   */
  default boolean mayBlock(Request request) {
    return true;
  }

  /**
   * Answers a request that the server refuses, in place of {@link #handle}: of a host that it does
   * not serve, or of another site's page. A router answers as {@code onError} says. A malformed
   * header section is refused without this.
   *
   * @throws Exception usually the refusal, for the server to answer
   */
  default Response refused(Request request, HttpException why) throws Exception {
    throw why;
  }
}
