package httpd.cli;

import httpd.Handler;
import httpd.admin.AdminPart;
import httpd.admin.AdminRouter;
import httpd.admin.ServedRoute;
import httpd.cli.error.CommandException;
import httpd.cli.target.RecordingOptions;
import httpd.cli.target.RouteTarget;
import httpd.cli.target.TargetKinds;
import httpd.cli.target.TargetSettings;
import httpd.metrics.StreamKinds;
import httpd.route.PathPattern;
import httpd.route.Route;
import httpd.route.Router;
import httpd.route.TargetException;
import httpd.script.HandlerFileException;
import httpd.server.SitePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the routes of the arguments, or all their errors. The constructor checks arguments and
 * paths, so that simple mistakes are reported before any file is compiled.
 */
final class Routes {

  private static final Handler NOT_OPENED =
      request -> {
        throw new IllegalStateException("this route is not open");
      };

  private interface Opening {
    Handler open(RouteTarget target) throws Exception;
  }

  private final List<CommandException> errors = new ArrayList<>();
  private final List<RouteArgument> arguments;
  private final TargetSettings settings;
  private final SitePolicy sites;
  private final TargetKinds kinds;
  private final RecordingOptions recordings;
  private @Nullable TokenRules tokens;

  /** Routes that no argument names. */
  private List<Route> added = List.of();

  /** Of a server of its own. */
  private List<Route> elsewhere = List.of();

  private List<Route> opened = List.of();

  /** Whether there is an admin place. */
  private boolean isLookedAt;

  private final List<ServedRoute> served = new ArrayList<>();

  Routes(TargetKinds kinds, TargetSettings settings) {
    this.kinds = kinds;
    this.settings = settings;
    recordings = new RecordingOptions(settings.options());
    sites = settings.options().sites();
    arguments =
        new ArgumentReader(kinds, errors)
            .read(settings.options()).stream()
                .map(argument -> argument.with(settings))
                .filter(this::hasPath)
                .toList();
    checkConflicts();
  }

  /** The routes, which answer nothing yet. */
  List<Route> notOpened() {
    return Stream.concat(ofArguments(), added.stream()).toList();
  }

  /** What users may be asked for, also on the server of the admin place. */
  List<Route> reached() {
    return Stream.concat(notOpened().stream(), elsewhere.stream()).toList();
  }

  private Stream<Route> ofArguments() {
    return arguments.stream().flatMap(argument -> argument.routes(NOT_OPENED).stream());
  }

  /** Adds the paths of the admin place; its pages are guarded. To be called before all else. */
  void mount(AdminPlaces places, List<AdminPart> parts) throws CommandException {
    isLookedAt = true;
    added = places.routes(parts);
    elsewhere =
        places.listen().isEmpty() ? List.of() : List.of(Route.any(AdminRouter.PREFIX, NOT_OPENED));
    for (var path : added) {
      var same = ofArguments().filter(each -> each.pattern().equals(path.pattern())).findFirst();
      if (same.isPresent()) {
        throw CommandException.wrong(
            "--admin " + path + ": the route " + same.get() + " has this path",
            "give one of the two another path");
      }
    }
  }

  /** The routes that are served, once they are open. */
  List<Route> opened() {
    return Stream.concat(opened.stream(), added.stream()).toList();
  }

  /** What their targets have opened. */
  List<ServedRoute> served() {
    return served;
  }

  /** What the command line names, in its order. */
  List<RouteArgument> arguments() {
    return arguments;
  }

  /** The kinds of the routes, and of which each is. */
  StreamKinds kinds() {
    return RouteKinds.of(arguments, kinds.names());
  }

  /** The patterns of the routes that have topics, for which there may be tokens. */
  List<PathPattern> withTopics() {
    return arguments.stream()
        .filter(argument -> argument.what().hasTopics())
        .flatMap(argument -> argument.routes(NOT_OPENED).stream().map(Route::pattern))
        .toList();
  }

  /** Has the routes with topics ask for tokens. To be called before they are opened. */
  void guard(TokenRules rules) {
    tokens = rules;
  }

  void refuseMistakes() throws CommandException {
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
  }

  Router open() throws CommandException {
    refuseMistakes();
    recordings.use();
    opened = routes(RouteTarget::open);
    refuseMistakes();
    return Router.of(Stream.concat(opened.stream(), added.stream()).toList());
  }

  /** Has programs redirect to these routes, within what protects them. */
  void openSite(Handler routes) {
    settings.site().set(routes);
  }

  List<String> notes() {
    return arguments.stream().flatMap(argument -> argument.what().notice().stream()).toList();
  }

  /** Whether a route reads standard input from the start on. */
  boolean readInput() {
    return arguments.stream().anyMatch(argument -> argument.what().readsInput());
  }

  /** Names options that have no effect on these routes. */
  List<String> unusedOptions() {
    return UnusedOptions.of(
        settings.options(), arguments.stream().map(RouteArgument::what).toList());
  }

  List<String> warnings() {
    return arguments.stream().flatMap(argument -> argument.warning().stream()).toList();
  }

  /** Checks all targets without opening them, and returns the table of routes. */
  String check(List<CommandException> problems) {
    var checked =
        routes(target -> {
          target.check();
          return NOT_OPENED;
        });
    try {
      recordings.check();
    } catch (CommandException e) {
      problems.add(e);
    }
    problems.addAll(errors);
    return errors.isEmpty() ? Router.of(checked).toString() : "";
  }

  private List<Route> routes(Opening opening) {
    var routes = new ArrayList<Route>();
    for (var argument : arguments) {
      try {
        var target = argument.what();
        var handler = new NamedHandler(target.toString(), guarded(argument, opening));
        routes.addAll(argument.routes(sites.guarded(target.guard(), handler)));
      } catch (HandlerFileException e) {
        errors.add(CommandException.inHandlerFile(e));
      } catch (TargetException e) {
        errors.add(CommandException.of(argument.text(), e));
      } catch (Exception | LinkageError e) {
        errors.add(CommandException.of(argument.text(), TargetKinds.broken(argument.what(), e)));
      }
    }
    return routes;
  }

  private Handler guarded(RouteArgument argument, Opening opening) throws Exception {
    var handler = opening.open(argument.what());
    if (isLookedAt) {
      served.add(new ServedRoute(argument.path(), argument.what().toString(), handler));
    }
    var protectedByTokens =
        tokens != null && argument.what().hasTopics()
            ? tokens.protect(PathPattern.of(argument.path()), handler)
            : handler;
    var methods = argument.mountedMethods();
    boolean writable = methods.isEmpty() || methods.contains("POST");
    var answering =
        methods.isEmpty() && argument.what().runsCommands()
            ? new WithoutOptions(protectedByTokens)
            : protectedByTokens;
    return argument.what().withWebSockets(answering, writable);
  }

  private boolean hasPath(RouteArgument argument) {
    try {
      var _ = argument.routes(NOT_OPENED);
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
      Router.of(notOpened());
    } catch (IllegalArgumentException e) {
      errors.add(
          CommandException.wrong(
              String.valueOf(e.getMessage()),
              "leave one out, or give it a path or a method of its own"));
    }
  }
}
