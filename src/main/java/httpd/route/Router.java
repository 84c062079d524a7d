package httpd.route;

import httpd.Filter;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes each request to the most specific route that takes its path and method, whatever the order
 * of the routes. A path that no route takes is answered 404; another method 405 with {@code Allow}
 * (RFC 9110, section 15.5.6). Immutable.
 */
public final class Router implements Handler {

  private final RouteTable routes;
  private final @Nullable Filter filter;
  private final ErrorAnswers errors;

  /** A router that sees only the path below its route. */
  record Mounted(Router router) implements Handler {

    @Override
    public Response handle(Request request) throws Exception {
      return router.handle(request.stripped());
    }

    @Override
    public boolean mayBlock(Request request) {
      return router.mayBlock(request.stripped());
    }

    @Override
    public String toString() {
      return "router";
    }
  }

  private Router(RouteTable routes, @Nullable Filter filter, ErrorAnswers errors) {
    this.routes = routes;
    this.filter = filter;
    this.errors = errors;
  }

  /** Returns a router of these routes. */
  public static Router of(Route... routes) {
    return of(List.of(routes));
  }

  /**
   * Returns a router of these routes.
   *
   * @throws IllegalArgumentException that names both, if two take the same method of the same paths
   */
  public static Router of(List<Route> routes) {
    return new Router(RouteTable.of(routes), null, ErrorAnswers.NONE);
  }

  /**
   * Returns this router within filters, the first outermost. They see all requests and responses:
   * also the preflights that no route takes, the 404s and 405s of this router, and what {@link
   * #onError} answers.
   */
  public Router with(Filter... filters) {
    var all = filter;
    for (var next : filters) {
      all = all == null ? next : all.then(next);
    }
    return new Router(routes, all, errors);
  }

  /**
   * Returns this router with an answer to exceptions of this class and its subclasses, thrown by a
   * handler or a filter. The answer to the nearest class counts; a mounted router asks its own
   * first. The answer to {@link HttpException} also serves refusals of this router and of the
   * server: a path, method or host that is not served, a request of another site's page.
   */
  public <E extends Exception> Router onError(Class<E> failure, ErrorHandler<? super E> answer) {
    return new Router(routes, filter, errors.plus(failure, answer));
  }

  /** Returns this router with an answer to every 404, also to one that a handler throws. */
  public Router notFound(Handler answer) {
    return new Router(routes, filter, errors.withNotFound(answer));
  }

  @Override
  public Response handle(Request request) throws Exception {
    return new Passage(routes, errors, null).within(filter, request);
  }

  /**
   * Returns what the handler of the request's route does, and false if there is none. Filters and
   * answers to exceptions may block.
   */
  @Override
  public boolean mayBlock(Request request) {
    if (filter != null || errors != ErrorAnswers.NONE) {
      return true;
    }
    var found = routes.find(request);
    return found != null && found.mayBlock(request);
  }

  Response handle(Request request, ErrorAnswers outer) throws Exception {
    return new Passage(routes, errors.within(outer), null).within(filter, request);
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return new Passage(routes, errors, why).within(filter, request);
  }

  void checkNames(PathPattern mount) {
    routes.checkNames(mount);
  }

  /** Returns a table, the most specific route first: methods, path, the handler's description. */
  @Override
  public String toString() {
    return routes.toString();
  }
}
