package httpd.route;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Routes, the most specific first; no two take the same requests. */
final class RouteTable {

  private final List<Route> routes;

  /** The routes of one path each, which no other route takes from them, by that path as sent. */
  private final Map<String, List<Match>> ofOnePath;

  private RouteTable(List<Route> routes) {
    this.routes = routes;
    this.ofOnePath =
        routes.stream()
            .filter(route -> route.pattern().isOnePath() && isSpelledOnce(route, routes))
            .map(route -> new Match(route, Map.of()))
            .collect(Collectors.groupingBy(match -> match.route.pattern().toString()));
  }

  static RouteTable of(List<Route> routes) {
    routes.forEach(route -> Objects.requireNonNull(route, "route"));
    for (int i = 0; i < routes.size(); i++) {
      for (var earlier : routes.subList(0, i)) {
        refuseConflict(earlier, routes.get(i));
      }
    }
    return new RouteTable(
        routes.stream().sorted((a, b) -> a.pattern().compareSpecificity(b.pattern())).toList());
  }

  private static boolean isSpelledOnce(Route route, List<Route> routes) {
    return routes.stream()
        .filter(other -> other.pattern().takesTheSameAs(route.pattern()))
        .allMatch(other -> other.pattern().equals(route.pattern()));
  }

  /** Returns the route that takes a request, or null. */
  @Nullable Match find(Request request) {
    var exact = best(ofOnePath.getOrDefault(request.path(), List.of()), request.method());
    return exact != null ? exact : best(matches(request.path()), request.method());
  }

  /** Returns the 404 or 405 of a request that no route takes. */
  HttpException refusal(Request request) {
    var allowed = allowed(request);
    return allowed.isEmpty()
        ? HttpException.notFound(request)
        : HttpException.methodNotAllowed(request, allowed);
  }

  /**
   * Returns the answer to OPTIONS of a path whose routes take other methods (RFC 9110, section
   * 9.3.7); null if no route takes the path, or if the request has another method.
   */
  @Nullable Response options(Request request) {
    if (!request.method().equals("OPTIONS")) {
      return null;
    }
    var allowed = allowed(request);
    if (allowed.isEmpty()) {
      return null;
    }
    allowed.add("OPTIONS");
    return Response.status(204).withHeader("Allow", String.join(", ", allowed));
  }

  private Set<String> allowed(Request request) {
    var allowed = new TreeSet<String>();
    matches(request.path()).forEach(match -> allowed.addAll(match.route.allowed()));
    return allowed;
  }

  /** Checks that no pattern has a name of the one that this table is mounted at. */
  void checkNames(PathPattern mount) {
    for (var route : routes) {
      for (var name : route.pattern().names()) {
        if (mount.names().contains(name)) {
          throw new IllegalArgumentException(
              "path %s and %s below it both have a {%s}".formatted(mount, route.pattern(), name));
        }
      }
    }
  }

  /** The routes as a table, most specific first: methods, path and what the handler says it is. */
  @Override
  public String toString() {
    int methods = width(routes.stream().map(RouteTable::methodsOf).toList());
    int paths = width(routes.stream().map(route -> route.pattern().toString()).toList());
    return routes.stream()
        .map(route -> row(route, methods, paths))
        .collect(Collectors.joining("\n"));
  }

  /** A route that takes the path, and what its names match. */
  record Match(Route route, Map<String, String> params) {

    Response handle(Request request, ErrorAnswers errors) throws Exception {
      return route.handler() instanceof Router.Mounted(var router)
          ? router.handle(routed(request).stripped(), errors)
          : route.handler().handle(routed(request));
    }

    boolean mayBlock(Request request) {
      return route.handler().mayBlock(routed(request));
    }

    private Request routed(Request request) {
      return request.withRoute(route.pattern().toString(), params);
    }
  }

  private List<Match> matches(String path) {
    if (!path.startsWith("/")) {
      return List.of();
    }
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

  /** Returns the description of a handler; that of a lambda says nothing to a person. */
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
