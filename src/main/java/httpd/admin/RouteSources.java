package httpd.admin;

import httpd.route.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of a server are, by the pattern of a request: {@code tail:app.log}. Safe for all
 * threads.
 */
final class RouteSources {

  /** Prefixes of a kind, as {@code shared+}, and then the kind. */
  private static final Pattern KIND =
      Pattern.compile("(?:[^:+]++\\+)*+([^:]++):.*", Pattern.DOTALL);

  private final Map<String, List<Route>> byPattern = new ConcurrentHashMap<>();
  private final Map<String, Boolean> admin = new ConcurrentHashMap<>();
  private final List<Route> routes;

  RouteSources(List<Route> routes) {
    this.routes = routes;
  }

  /** Returns what a route is; null if it is not one of these. */
  @Nullable String of(String method, @Nullable String pattern) {
    if (pattern == null) {
      return null;
    }
    var those = byPattern.computeIfAbsent(pattern, this::find);
    return those.stream()
        .filter(route -> route.methods().isEmpty() || takes(route, method))
        .findFirst()
        .map(route -> String.valueOf(route.handler()))
        .orElse(null);
  }

  /** Those of the pattern, otherwise those whose handler routes further. */
  private List<Route> find(String pattern) {
    var exact =
        routes.stream().filter(route -> route.pattern().toString().equals(pattern)).toList();
    return exact.isEmpty()
        ? routes.stream()
            .filter(route -> route.pattern().toString().endsWith("/"))
            .filter(route -> pattern.startsWith(route.pattern().toString()))
            .sorted((a, b) -> b.pattern().toString().length() - a.pattern().toString().length())
            .toList()
        : exact;
  }

  private static boolean takes(Route route, String method) {
    return route.methods().contains(method)
        || (method.equals("HEAD") && route.methods().contains("GET"));
  }

  /** Whether the route of a pattern leads to the admin place, whose exchanges are not listed. */
  boolean isAdmin(@Nullable String pattern) {
    return pattern != null && admin.computeIfAbsent(pattern, this::leadsToAdmin);
  }

  private boolean leadsToAdmin(String pattern) {
    return find(pattern).stream()
        .anyMatch(route -> AdminRouter.NAME.equals(String.valueOf(route.handler())));
  }

  /** Returns the kind of a source: {@code tail} of {@code sse+tail:app.log}. */
  static String kind(String source) {
    var parts = KIND.matcher(source);
    return parts.matches() ? parts.group(1) : source;
  }
}
