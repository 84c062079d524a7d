package httpd.route;

import httpd.Handler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Methods and a path, and the handler that takes them.
 *
 * @param methods in capitals as they are sent; empty for all. {@code GET} stands for {@code HEAD}
 *     too
 * @param pattern the paths
 * @param handler called with the request, its {@code params} filled in
 */
public record Route(Set<String> methods, PathPattern pattern, Handler handler) {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /**
   * Copies the methods.
   *
   * @throws IllegalArgumentException if one is no token (RFC 9110, section 5.6.2)
   */
  public Route {
    methods = Set.copyOf(Objects.requireNonNull(methods, "methods"));
    Objects.requireNonNull(pattern, "pattern");
    Objects.requireNonNull(handler, "handler");
    for (var method : methods) {
      if (!TOKEN.matcher(method).matches()) {
        throw new IllegalArgumentException("\"" + method + "\" is not a method; write GET or POST");
      }
    }
  }

  /** Returns a route of GET and HEAD. */
  public static Route get(String pattern, Handler handler) {
    return of(Set.of("GET"), pattern, handler);
  }

  /** Returns a route of POST. */
  public static Route post(String pattern, Handler handler) {
    return of(Set.of("POST"), pattern, handler);
  }

  /** Returns a route of PUT. */
  public static Route put(String pattern, Handler handler) {
    return of(Set.of("PUT"), pattern, handler);
  }

  /** Returns a route of DELETE. */
  public static Route delete(String pattern, Handler handler) {
    return of(Set.of("DELETE"), pattern, handler);
  }

  /** Returns a route of PATCH. */
  public static Route patch(String pattern, Handler handler) {
    return of(Set.of("PATCH"), pattern, handler);
  }

  /** Returns a route of all methods. */
  public static Route any(String pattern, Handler handler) {
    return of(Set.of(), pattern, handler);
  }

  /**
   * Returns a route of all methods and all paths below one. The router sees the rest of the path:
   * at {@code /api/} it sees {@code /api/users/7} as {@code /users/7}. Its requests have the params
   * of both patterns.
   *
   * @param pattern ends with {@code /}
   * @throws IllegalArgumentException if the pattern is malformed, or a name in it stands in a
   *     pattern of the router too
   */
  public static Route at(String pattern, Router router) {
    var path = PathPattern.of(Objects.requireNonNull(pattern, "pattern"));
    if (!path.isPrefix()) {
      throw new IllegalArgumentException("path " + pattern + ": a router needs a / at its end");
    }
    router.checkNames(path);
    return new Route(Set.of(), path, new Router.Mounted(router));
  }

  /**
   * Returns a route of these methods.
   *
   * @throws IllegalArgumentException if the pattern is malformed
   */
  public static Route of(Set<String> methods, String pattern, Handler handler) {
    return new Route(methods, PathPattern.of(Objects.requireNonNull(pattern, "pattern")), handler);
  }

  Fit fit(String method) {
    if (methods.contains(method)) {
      return Fit.NAMED;
    }
    if (method.equals("HEAD") && methods.contains("GET")) {
      return Fit.HEAD_OF_GET;
    }
    return methods.isEmpty() ? Fit.TAKES_ALL : Fit.NONE;
  }

  /** How well a route fits a method, the best first. */
  enum Fit {
    NAMED,
    HEAD_OF_GET,
    TAKES_ALL,
    NONE
  }

  /** Returns the methods in order, with the HEAD of a GET; empty for all. */
  List<String> allowed() {
    var all = new TreeSet<>(methods);
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    return List.copyOf(all);
  }

  /** {@code GET,HEAD /path}, or the path alone if all methods are taken. */
  @Override
  public String toString() {
    return methods.isEmpty() ? pattern.toString() : String.join(",", allowed()) + " " + pattern;
  }
}
