package httpd.route;

import httpd.Filter;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request to the most specific route that takes its path and its method, in whatever
 * order the routes were written. If no route takes the path it answers 404, and if only the method
 * is not taken 405 with {@code Allow} (RFC 9110, section 15.5.6). Immutable.
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
    public String toString() {
      return "router";
    }
  }

  private Router(RouteTable routes, @Nullable Filter filter, ErrorAnswers errors) {
    this.routes = routes;
    this.filter = filter;
    this.errors = errors;
  }

  /**
   * A router of these routes.
   *
   * @throws IllegalArgumentException naming both, if two take the same method of the same paths
   */
  public static Router of(Route... routes) {
    return of(List.of(routes));
  }

  /**
   * A router of these routes.
   *
   * @throws IllegalArgumentException naming both, if two take the same method of the same paths
   */
  public static Router of(List<Route> routes) {
    return new Router(RouteTable.of(routes), null, ErrorAnswers.NONE);
  }

  /**
   * The same within filters, the first outermost. They see every request and every response, also
   * the {@code OPTIONS} of a preflight that no route takes, the 404s and 405s of this router, and
   * what {@link #onError} answers.
   */
  public Router with(Filter... filters) {
    var all = filter;
    for (var next : filters) {
      all = all == null ? next : all.then(next);
    }
    return new Router(routes, all, errors);
  }

  /**
   * The same with an answer to exceptions of this class and its subclasses, whether a handler or a
   * filter throws them; the answer to the nearest class counts, and a router that is mounted asks
   * its own first. The answer to {@link HttpException} also serves what this router and the server
   * refuse: a path or method that no route takes, a host that the server does not serve, a request
   * of another site's page.
   */
  public <E extends Exception> Router onError(Class<E> failure, ErrorHandler<? super E> answer) {
    return new Router(routes, filter, errors.plus(failure, answer));
  }

  /** The same with an answer to every 404, whether no route fits or a handler throws it. */
  public Router notFound(Handler answer) {
    return new Router(routes, filter, errors.withNotFound(answer));
  }

  @Override
  public Response handle(Request request) throws Exception {
    return new Passage(routes, errors, null).within(filter, request);
  }

  /** As {@link #handle}, with the answers of a router that this one is mounted in. */
  Response handle(Request request, ErrorAnswers outer) throws Exception {
    return new Passage(routes, errors.within(outer), null).within(filter, request);
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return new Passage(routes, errors, why).within(filter, request);
  }

  /** Whether its patterns have other names than one that it is to be mounted at. */
  void checkNames(PathPattern mount) {
    routes.checkNames(mount);
  }

  /** The routes as a table, most specific first: methods, path and the handler's description. */
  @Override
  public String toString() {
    return routes.toString();
  }
}
