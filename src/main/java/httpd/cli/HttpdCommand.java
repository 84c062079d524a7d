package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Handler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.script.HandlerFileException;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.source.FixedText;
import httpd.source.FolderRedirect;
import httpd.source.exec.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One call of the command, from its arguments to its exit code: reads them, opens what they name,
 * serves it until it is told to stop.
 */
final class HttpdCommand {

  /** Waits until the command is to stop. */
  interface Stop {
    void await() throws InterruptedException;
  }

  private final Console console;
  private final Stop stop;

  HttpdCommand(Console console, Stop stop) {
    this.console = console;
    this.stop = stop;
  }

  /** Runs to the end, and gives the exit code. All errors are printed. */
  ExitCode run(String... arguments) {
    try {
      return arguments.length == 0 ? usage() : perform(Options.parse(arguments));
    } catch (CommandException e) {
      console.error(e);
      return e.exitCode();
    } catch (HandlerFileException e) {
      console.err().println(e.getMessage()); // The compiler's own lines, with their place.
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.STOPPED;
    }
  }

  private ExitCode perform(Options options)
      throws CommandException, HandlerFileException, InterruptedException {
    if (options.help()) {
      console.out().print(resource("help.txt"));
      return ExitCode.STOPPED;
    }
    if (options.version()) {
      console.out().println(Versions.line());
      return ExitCode.STOPPED;
    }
    int port = options.port();
    Commands.ofTheProcess().limitTo(options.maxExec());
    var arguments = new ArrayList<RouteArgument>();
    for (var argument : arguments(options.whats())) {
      arguments.add(argument.with(options));
    }
    return serve(router(arguments), notes(arguments), options.bind(), port);
  }

  private static List<String> notes(List<RouteArgument> arguments) {
    return arguments.stream().flatMap(argument -> argument.what().note().stream()).toList();
  }

  private ExitCode serve(Router router, List<String> notes, String bind, int port)
      throws CommandException, InterruptedException {
    var config = ServerConfig.defaults().withPort(port).withBind(bind);
    try (var server = Server.start(config, router)) {
      boolean loopback = server.address().getAddress().isLoopbackAddress();
      console.ready(server.uri(), loopback, router.toString());
      notes.forEach(console::note);
      stop.await();
    } catch (IOException e) {
      throw StartFailure.of(e, bind, port);
    }
    return ExitCode.STOPPED;
  }

  private static List<RouteArgument> arguments(List<String> whats) throws CommandException {
    if (whats.isEmpty()) {
      throw CommandException.wrong("there is nothing to serve", "name a file, or - for a pipe");
    }
    var all = new ArrayList<RouteArgument>();
    for (var text : whats) {
      var argument = RouteArgument.parse(text);
      if (!all.isEmpty() && (argument.bare() || all.getFirst().bare())) {
        throw CommandException.wrong(
            all.getFirst().text() + " and " + text + ": a WHAT without a path stands alone",
            "give each a path, as /a=%s, or quote what belongs together"
                .formatted(argument.bare() ? text : all.getFirst().text()));
      }
      all.add(argument);
    }
    return all;
  }

  /** Paths are checked before any file is compiled, so that the cheap mistakes come first. */
  private static Router router(List<RouteArgument> arguments)
      throws CommandException, HandlerFileException {
    check(arguments);
    var routes = new ArrayList<Route>();
    for (var argument : arguments) {
      routes.addAll(routes(argument, argument.what().open()));
    }
    return Router.of(routes);
  }

  private static void check(List<RouteArgument> arguments) throws CommandException {
    var routes = new ArrayList<Route>();
    for (var argument : arguments) {
      try {
        routes.addAll(routes(argument, new FixedText("not opened yet")));
      } catch (IllegalArgumentException e) {
        throw CommandException.wrong(
            argument.text() + ": " + e.getMessage(),
            "a path is /x, or /x/ for all below it, or /x/{name} for any one segment");
      }
    }
    try {
      Router.of(routes);
    } catch (IllegalArgumentException e) {
      throw CommandException.wrong(
          String.valueOf(e.getMessage()),
          "leave one out, or give it a path or a method of its own");
    }
  }

  /** One route; for what takes all below a path without a slash at its end, that path and those. */
  private static List<Route> routes(RouteArgument argument, Handler handler) {
    var methods = argument.mountedMethods();
    var path = argument.path();
    if (!argument.what().takesAllBelow() || path.endsWith("/")) {
      return List.of(Route.of(methods, path, handler));
    }
    var atPath =
        argument.what().redirectsToFolder() ? new FolderRedirect(handler.toString()) : handler;
    return List.of(Route.of(methods, path, atPath), Route.of(methods, path + "/", handler));
  }

  private ExitCode usage() {
    console.err().print(resource("usage.txt"));
    return ExitCode.WRONG_ARGUMENTS;
  }

  static String resource(String name) {
    try (var stream = HttpdCommand.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
