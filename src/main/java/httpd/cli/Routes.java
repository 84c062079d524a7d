package httpd.cli;

import httpd.Handler;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.target.FixedText;
import httpd.cli.target.Target;
import httpd.file.DirectoryRedirect;
import httpd.route.Route;
import httpd.route.Router;
import httpd.script.HandlerFileException;
import httpd.script.HandlerWatch;
import httpd.server.SitePolicy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From the arguments that say what to serve to the routes, or to all that is wrong with them.
 *
 * <p>Arguments and paths are looked at when this is made, before any file is compiled, so that the
 * cheap mistakes come first.
 */
final class Routes {

  /** Makes the handler of a WHAT, or only looks whether it could be made. */
  private interface Opening {
    Handler open(Target what) throws HandlerFileException;
  }

  private final List<CommandException> errors = new ArrayList<>();
  private final List<RouteArgument> arguments;
  private final SitePolicy sites;

  /** Handler files are closed by {@code watch}, and watched if the options say so. */
  Routes(Options options, HandlerWatch watch) {
    sites = options.sites();
    arguments =
        arguments(options.whats()).stream()
            .map(argument -> argument.with(options))
            .map(argument -> argument.ownedBy(watch, options.watch()))
            .filter(this::hasPath)
            .toList();
    checkConflicts();
  }

  /** Opens everything; the first error ends it. */
  Router open() throws CommandException {
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    var opened = routes(Target::open);
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    return Router.of(opened);
  }

  /** What a person should know at the start. */
  List<String> notes() {
    return arguments.stream().flatMap(argument -> argument.what().note().stream()).toList();
  }

  /** Routes that may answer otherwise than they look. */
  List<String> warnings() {
    return arguments.stream().flatMap(argument -> argument.warning().stream()).toList();
  }

  /**
   * What a person should be warned of at the start.
   *
   * @param address where the server listens
   * @param bind the same as the user wrote it
   */
  Optional<String> warning(InetAddress address, String bind) {
    var commands = arguments.stream().filter(argument -> argument.what().runsCommands()).toList();
    if (commands.isEmpty() || address.isLoopbackAddress()) {
      return Optional.empty();
    }
    return Optional.of(
        "every client that reaches %s can run the %s of %s; --bind 127.0.0.1 serves this machine only"
            .formatted(
                bind,
                commands.size() == 1 ? "command" : "commands",
                commands.stream().map(RouteArgument::path).collect(Collectors.joining(", "))));
  }

  /** Looks whether everything could be opened, and gives the table of routes. */
  String check(List<CommandException> problems) {
    var checked = routes(Target::check);
    problems.addAll(errors);
    return errors.isEmpty() ? Router.of(checked).toString() : "";
  }

  private List<Route> routes(Opening opening) {
    var routes = new ArrayList<Route>();
    for (var argument : arguments) {
      try {
        var what = argument.what();
        routes.addAll(routes(argument, sites.guarded(what.guard(), opening.open(what))));
      } catch (HandlerFileException e) {
        errors.add(CommandException.inHandlerFile(e));
      }
    }
    return routes;
  }

  private List<RouteArgument> arguments(List<String> whats) {
    if (whats.isEmpty()) {
      errors.add(
          CommandException.wrong("there is nothing to serve", "name a file, or - for a pipe"));
    }
    var all = new ArrayList<RouteArgument>();
    for (var text : whats) {
      try {
        if (!all.isEmpty()) {
          checkCommandBefore(all.getLast(), text);
        }
        var argument = RouteArgument.parse(text);
        if (!all.isEmpty()) {
          checkCompany(all.getFirst(), argument);
        }
        all.add(argument);
      } catch (CommandException e) {
        errors.add(e);
      }
    }
    return all;
  }

  /** A command without quotes comes as several arguments. */
  private static void checkCommandBefore(RouteArgument before, String text)
      throws CommandException {
    if (before.what().runsCommands() && !RouteArgument.looksLikeRoute(text)) {
      throw CommandException.wrong(
          before.text() + " and " + text + ": a command is one argument",
          "put it in quotes: '" + before.text() + " " + text + "'");
    }
  }

  private static void checkCompany(RouteArgument first, RouteArgument other)
      throws CommandException {
    if (first.bare() || other.bare()) {
      throw CommandException.wrong(
          first.text() + " and " + other.text() + ": a WHAT without a path stands alone",
          "give each a path, as /a=%s, or quote what belongs together"
              .formatted(other.bare() ? other.text() : first.text()));
    }
  }

  private boolean hasPath(RouteArgument argument) {
    try {
      notOpened(argument);
      return true;
    } catch (IllegalArgumentException e) {
      errors.add(
          CommandException.wrong(
              argument.text() + ": " + e.getMessage(),
              "a path is /x, or /x/ for all below it, or /x/{name} for any one segment"));
      return false;
    }
  }

  private void checkConflicts() {
    try {
      Router.of(arguments.stream().flatMap(argument -> notOpened(argument).stream()).toList());
    } catch (IllegalArgumentException e) {
      errors.add(
          CommandException.wrong(
              String.valueOf(e.getMessage()),
              "leave one out, or give it a path or a method of its own"));
    }
  }

  private static List<Route> notOpened(RouteArgument argument) {
    return routes(argument, new FixedText("not opened yet"));
  }

  /** One route; for what takes all below a path without a slash at its end, that path and those. */
  private static List<Route> routes(RouteArgument argument, Handler handler) {
    var methods = argument.mountedMethods();
    var path = argument.path();
    if (!argument.what().takesAllBelow() || path.endsWith("/")) {
      return List.of(Route.of(methods, path, handler));
    }
    var atPath =
        argument.what().redirectsToFolder() ? new DirectoryRedirect(handler.toString()) : handler;
    return List.of(Route.of(methods, path, atPath), Route.of(methods, path + "/", handler));
  }
}
