package httpd.route;

import httpd.Request;
import httpd.Response;

/**
 * Answers a request whose handler has failed.
 *
 * @param <E> the exceptions that it takes
 */
@FunctionalInterface
public interface ErrorHandler<E extends Exception> {

  /**
   * Answers instead of the handler.
   *
   * @throws Exception for the server to answer; usually the failure itself
   */
  Response handle(Request request, E failure) throws Exception;
}
