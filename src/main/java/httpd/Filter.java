package httpd;

/**
 * A function around a handler: it may change the request and the response, and may answer without
 * calling the handler.
 *
 * <pre>{@code
 * Filter timed = (request, next) -> next.handle(request).withHeader("X-Server", "a");
 * Handler handler = timed.then(router);
 * }</pre>
 */
@FunctionalInterface
public interface Filter {

  /**
   * Answers a request, usually by {@code next}. A response of {@code next} that is not returned has
   * to be {@linkplain Response#close closed}.
   *
   * @throws Exception as {@link Handler#handle}, also what {@code next} throws
   */
  Response handle(Request request, Handler next) throws Exception;

  /** Returns this filter around a handler, as a handler. */
  default Handler then(Handler next) {
    return request -> handle(request, next);
  }

  /** Returns this filter around another one. */
  default Filter then(Filter inner) {
    return (request, next) -> handle(request, inner.then(next));
  }
}
