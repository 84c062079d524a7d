package httpd.route;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request to the most specific route that takes its path and its method, whatever order
 * the routes were written in. Where none takes the path it answers 404, and where only the method
 * is not taken 405 with {@code Allow} (RFC 9110, section 15.5.6).
 */
public final class Router implements Handler {

  /** Most specific first. */
  private final List<Route> routes;

  private Router(List<Route> routes) {
    this.routes = routes;
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
    routes.forEach(route -> Objects.requireNonNull(route, "route"));
    for (int i = 0; i < routes.size(); i++) {
      for (var earlier : routes.subList(0, i)) {
        refuseConflict(earlier, routes.get(i));
      }
    }
    return new Router(
        routes.stream().sorted((a, b) -> a.pattern().compareSpecificity(b.pattern())).toList());
  }

  @Override
  public Response handle(Request request) throws Exception {
    var path = request.path();
    var matches = path.startsWith("/") ? matches(path) : List.<Match>of();
    var best = best(matches, request.method());
    if (best != null) {
      return best.route.handler().handle(request.withParams(best.params));
    }
    if (matches.isEmpty()) {
      return HttpException.notFound(request).response();
    }
    var allowed = new TreeSet<String>();
    matches.forEach(match -> allowed.addAll(match.route.allowed()));
    return HttpException.methodNotAllowed(request, allowed).response();
  }

  /** The routes as a table, most specific first: methods, path and what the handler says it is. */
  @Override
  public String toString() {
    int methods = width(routes.stream().map(Router::methodsOf).toList());
    int paths = width(routes.stream().map(route -> route.pattern().toString()).toList());
    return routes.stream()
        .map(route -> row(route, methods, paths))
        .collect(Collectors.joining("\n"));
  }

  /** A route that takes the path, and what its names stand for. */
  private record Match(Route route, Map<String, String> params) {}

  private List<Match> matches(String path) {
    var segments = PathPattern.segmentsOf(path);
    var matches = new ArrayList<Match>();
    for (var route : routes) {
      var params = route.pattern().match(segments);
      if (params != null) {
        var below = route.pattern().below(path);
        if (below != null) {
          params.put(Request.BELOW, below);
        }
        matches.add(new Match(route, params));
      }
    }
    return matches;
  }

  private static @Nullable Match best(List<Match> matches, String method) {
    Match best = null;
    for (var match : matches) {
      if (match.route.fit(method) != Route.Fit.NONE
          && (best == null || beats(match.route, best.route, method))) {
        best = match;
      }
    }
    return best;
  }

  private static boolean beats(Route later, Route best, String method) {
    return later.pattern().takesTheSameAs(best.pattern())
        && later.fit(method).compareTo(best.fit(method)) < 0;
  }

  private static void refuseConflict(Route one, Route other) {
    if (!one.pattern().takesTheSameAs(other.pattern())) {
      return;
    }
    var both = new TreeSet<>(one.methods());
    both.retainAll(other.methods());
    if (!both.isEmpty() || (one.methods().isEmpty() && other.methods().isEmpty())) {
      throw new IllegalArgumentException(
          "routes %s and %s take the same requests".formatted(one, other));
    }
  }

  private static String row(Route route, int methods, int paths) {
    return "%s  %s  %s"
        .formatted(
            padded(methodsOf(route), methods),
            padded(route.pattern().toString(), paths),
            described(route.handler()))
        .stripTrailing();
  }

  private static String methodsOf(Route route) {
    return route.methods().isEmpty() ? "*" : String.join(",", route.allowed());
  }

  /** What a handler says of itself; a lambda has nothing to say that a person could read. */
  private static String described(Handler handler) {
    return handler.getClass().isHidden() ? "" : Objects.toString(handler);
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
