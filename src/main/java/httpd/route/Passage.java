package httpd.route;

import httpd.Filter;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request through a router.
 *
 * <pre>
 *   filters ─► routes ─► handler
 *     │ ▲        │ none     │ exception
 *     │ └────────┴── answer to it, or the exception
 *     │ exception of a filter
 *     └────────► answer to it, or the exception
 * </pre>
 */
final class Passage implements Handler {

  private final RouteTable routes;
  private final ErrorAnswers errors;
  private final @Nullable HttpException refusal;

  /** A failure without an answer, or of one. */
  private @Nullable Exception unanswered;

  /**
   * Begins a passage.
   *
   * @param refusal of the server; null to look for a route
   */
  Passage(RouteTable routes, ErrorAnswers errors, @Nullable HttpException refusal) {
    this.routes = routes;
    this.errors = errors;
    this.refusal = refusal;
  }

  @SuppressWarnings("ReferenceEquality") // The same one, on its way through the filters.
  Response within(@Nullable Filter filter, Request request) throws Exception {
    if (filter == null) {
      return handle(request);
    }
    try {
      return filter.handle(request, this);
    } catch (Exception failure) {
      if (failure == unanswered) {
        throw failure;
      }
      return answer(request, failure, null);
    }
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      if (refusal != null) {
        throw refusal;
      }
      var found = routes.find(request);
      if (found != null) {
        return found.handle(request, errors);
      }
      var options = routes.options(request);
      if (options != null) {
        return options;
      }
    } catch (Exception failure) {
      return answer(request, failure, null);
    }
    var none = routes.refusal(request);
    return answer(request, none, none);
  }

  /** Returns the answer to a failure, or the router's own. */
  private Response answer(Request request, Exception failure, @Nullable HttpException own)
      throws Exception {
    unanswered = failure;
    try {
      var answer = errors.to(request, failure);
      if (answer != null) {
        return answer;
      }
    } catch (Exception ofTheAnswer) {
      unanswered = ofTheAnswer;
      throw ofTheAnswer;
    }
    if (own == null) {
      throw failure;
    }
    return own.response();
  }
}
