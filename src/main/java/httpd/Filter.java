package httpd;

/**
 * What surrounds a handler: it sees the request before and the response after, may change both, and
 * may answer itself without calling the handler.
 *
 * <pre>{@code
 * Filter timed = (request, next) -> next.handle(request).withHeader("X-Server", "a");
 * Handler handler = timed.then(router);
 * }</pre>
 */
@FunctionalInterface
public interface Filter {

  /**
   * Answers a request, usually with what {@code next} answers. A response of {@code next} that is
   * not returned has to be {@linkplain Response#close closed}.
   *
   * @throws Exception as {@link Handler#handle}, also what {@code next} throws
   */
  Response handle(Request request, Handler next) throws Exception;

  /** The handler that this filter and that handler make. */
  default Handler then(Handler next) {
    return request -> handle(request, next);
  }

  /** This filter around another one. */
  default Filter then(Filter inner) {
    return (request, next) -> handle(request, inner.then(next));
  }
}
