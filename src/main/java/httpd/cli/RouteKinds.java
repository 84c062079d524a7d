package httpd.cli;

import httpd.Request;
import httpd.metrics.StreamKinds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The kind of what each route serves, found by the route that took a request. */
final class RouteKinds {

  /** The word before the colon, after prefixes: {@code exec} in {@code shared+exec:vmstat 1}. */
  private static final Pattern KIND = Pattern.compile("(?:^|\\+)(http\\+unix|[a-z][a-z0-9]*+):");

  private static final String NONE = "";

  private static final Set<String> OF_TOPICS = Set.of("tail", "stdin", "hub");

  private RouteKinds() {}

  /** What a path with these methods serves. */
  private record Served(RouteArgument argument, String kind) {

    boolean takes(String method) {
      var methods = argument.mountedMethods();
      return methods.isEmpty()
          || methods.contains(method)
          || (method.equals("HEAD") && methods.contains("GET"));
    }

    boolean isTopic() {
      return OF_TOPICS.contains(kind) || argument.what().toString().contains("shared+");
    }
  }

  static StreamKinds of(List<RouteArgument> arguments, Collection<String> names) {
    var byPattern = new HashMap<String, List<Served>>();
    for (var argument : arguments) {
      var served = new Served(argument, kind(argument));
      for (var pattern : List.of(argument.path(), argument.path() + "/")) {
        byPattern.computeIfAbsent(pattern, _ -> new ArrayList<>()).add(served);
      }
    }
    return new StreamKinds(
        List.copyOf(names),
        request -> find(byPattern, request).map(Served::kind).orElse(NONE),
        request -> find(byPattern, request).map(Served::isTopic).orElse(false));
  }

  /** A route that names the method comes before one that takes all. */
  private static Optional<Served> find(Map<String, List<Served>> byPattern, Request request) {
    var route = request.route();
    var those =
        byPattern.getOrDefault(route == null ? NONE : route, List.of()).stream()
            .filter(served -> served.takes(request.method()))
            .toList();
    return those.stream()
        .filter(served -> !served.argument.mountedMethods().isEmpty())
        .findFirst()
        .or(() -> those.stream().findFirst());
  }

  static String kind(RouteArgument argument) {
    var found = KIND.matcher(argument.what().toString());
    return found.find() ? found.group(1) : NONE;
  }
}
