package httpd.cli;

import httpd.Handler;
import httpd.Request;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.front.FrontDoor;
import httpd.front.ListedRoute;
import httpd.front.RouteList;
import httpd.route.Route;
import httpd.server.ListenAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server lists its routes at {@code /}, and what a client sees of them.
 *
 * <pre>
 *   a route takes / ──────────────────────────────────► no list
 *   --no-index ───────────────────────────────────────► no list
 *   --index, or --auth for / ─────────────────────────► the list, without arguments of commands
 *   loopback alone, and no sign of a proxy or a name ─► the list, not for what a proxy passes on
 *   otherwise ────────────────────────────────────────► no list, and a note says why
 * </pre>
 */
final class FrontList {

  private static final String PLACE = "/";
  private static final List<String> OF_PROXIES =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via");

  private final Options options;
  private final List<RouteArgument> arguments;
  private final @Nullable AccessRules rules;
  private final List<String> adminPaths;
  private final boolean isLocal;
  private final boolean isTaken;

  private FrontList(
      Options options,
      List<RouteArgument> arguments,
      List<Route> routes,
      @Nullable AccessRules rules,
      Places places) {
    this.options = options;
    this.arguments = arguments;
    this.rules = rules;
    this.adminPaths =
        options.isGiven("--admin") ? AdminPlaces.of(options).paths() : List.<String>of();
    this.isLocal = isLocal(options, places);
    this.isTaken = isTaken(routes);
  }

  static FrontList of(Options options, Routes routes, @Nullable AccessRules rules, Places places) {
    return new FrontList(options, routes.arguments(), routes.notOpened(), rules, places);
  }

  static void check(Options options) throws CommandException {
    if (options.index() && options.noIndex()) {
      throw CommandException.wrong(
          "--index and --no-index: the routes are listed at /, or they are not",
          "leave one of the two out");
    }
  }

  /** A loop: each start comes here, and a lambda would be a class more. */
  private static boolean isTaken(List<Route> routes) {
    for (var route : routes) {
      if (route.pattern().takes(PLACE)) {
        return true;
      }
    }
    return false;
  }

  /** A socket of a service manager or of the file system may be that of a proxy. */
  private static boolean isLocal(Options options, Places places) {
    for (var place : places.listen()) {
      if (!(place instanceof ListenAddress.Tcp)) {
        return false;
      }
    }
    return places.openToOthers().isEmpty()
        && options.proxyProtocol() == null
        && !options.isGiven("--trust-proxy")
        && !options.isGiven("--host");
  }

  /** Returns the handler with the list in front of it, if there is one. */
  Handler before(Handler router) {
    return isOn() ? new FrontDoor(router, this::isFor, this::list) : router;
  }

  /** Why there is no list, if its lack may surprise. */
  Optional<String> note() {
    return isTaken || isOn() || options.noIndex()
        ? Optional.empty()
        : Optional.of("the routes are not listed at /, since others may ask; --index lists them");
  }

  private boolean isOn() {
    return !isTaken && !options.noIndex() && (isLocal || isMeantForOthers());
  }

  private boolean isMeantForOthers() {
    return options.index() || (rules != null && rules.cover(PLACE));
  }

  /** What has come through a proxy is not of this machine. */
  private boolean isFor(Request request) {
    return isMeantForOthers() || OF_PROXIES.stream().noneMatch(request.headers()::has);
  }

  private RouteList list(Request request) {
    var seen = new ArrayList<ListedRoute>();
    for (var argument : arguments) {
      if (mayUse(argument.path(), request)) {
        seen.add(listed(argument));
      }
    }
    var admin = adminPaths.stream().filter(path -> mayUse(path, request)).findFirst();
    return new RouteList(seen, arguments.size() - seen.size(), admin.orElse(null));
  }

  private boolean mayUse(String path, Request request) {
    return rules == null
        || !rules.cover(path)
        || (request.user() != null && rules.haveTheSameUsers(PLACE, path));
  }

  private ListedRoute listed(RouteArgument argument) {
    var target = argument.what().toString();
    var methods = new TreeSet<>(argument.mountedMethods());
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return new ListedRoute(
        List.copyOf(methods),
        argument.path(),
        RouteKinds.kind(argument),
        TargetWords.of(target, !isLocal));
  }
}
