package httpd.cli;

import httpd.Handler;
import httpd.cli.error.CommandException;
import httpd.cli.target.CodeTarget;
import httpd.cli.target.FileArgument;
import httpd.cli.target.RouteMethods;
import httpd.cli.target.RouteTarget;
import httpd.cli.target.TailTarget;
import httpd.cli.target.TargetKinds;
import httpd.cli.target.TargetParser;
import httpd.cli.target.TargetSettings;
import httpd.file.DirectoryRedirect;
import httpd.route.Route;
import httpd.route.Target.Extent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One route argument: {@code [METHOD[,METHOD]:]/PATH=WHAT}, or WHAT alone, which is {@code bare}
 * and has the path {@code /}.
 */
record RouteArgument(
    String text, Set<String> methods, String path, RouteTarget what, boolean bare) {

  private static final Pattern METHODS = Pattern.compile("([A-Z]++(?:,[A-Z]++)*+):(?=/)");

  /** Code begins with a slash only in a comment. */
  private static final Pattern CODE_PATH = Pattern.compile("/(?:[^/*\\s]\\S*+)?");

  private static final Pattern SMALL_METHODS =
      Pattern.compile("([A-Za-z]++(?:,[A-Za-z]++)*+):(/.*)");

  /** Reads an argument; looks its files up, but opens none. */
  static RouteArgument parse(String text, TargetKinds kinds) throws CommandException {
    if (text.startsWith("@")) {
      throw CommandException.of(
          text,
          FileArgument.of(text.substring(1))
              .unread(
                  "@FILE reads arguments from FILE, one per line; ./"
                      + text
                      + " is a file of that name"));
    }
    refuseSmallMethods(text);
    var named = METHODS.matcher(text);
    boolean hasMethods = named.lookingAt();
    int start = hasMethods ? named.end() : 0;
    int equals = text.indexOf('=', start);
    if (equals >= 0 && text.startsWith("/", start)) {
      var methods = hasMethods ? Set.copyOf(Set.of(distinct(named.group(1)))) : Set.<String>of();
      var path = text.substring(start, equals);
      RouteMistakes.refuse(methods, path, text.substring(equals + 1), text);
      var what = TargetParser.parse(text.substring(equals + 1), text, kinds);
      return new RouteArgument(text, methods, path, what, false);
    }
    if (hasMethods) {
      throw CommandException.wrong(
          text + ": there is no =WHAT behind the path", "write it as " + text + "=Hello.java");
    }
    return new RouteArgument(text, Set.of(), "/", TargetParser.parse(text, text, kinds), true);
  }

  /** Reads a value of {@code -c}: {@code [[METHOD[,METHOD]:]/PATH=]CODE}. */
  static RouteArgument ofCode(String value) throws CommandException {
    var text = "-c " + value;
    var named = METHODS.matcher(value);
    boolean hasMethods = named.lookingAt();
    int start = hasMethods ? named.end() : 0;
    int equals = value.indexOf('=', start);
    if (equals < 0 || !CODE_PATH.matcher(value.substring(start, equals)).matches()) {
      return new RouteArgument(text, Set.of(), "/", new CodeTarget(value, null), false);
    }
    var methods = hasMethods ? Set.copyOf(Set.of(distinct(named.group(1)))) : Set.<String>of();
    var path = value.substring(start, equals);
    var code = value.substring(equals + 1);
    RouteMistakes.refuse(methods, path, "", text);
    return new RouteArgument(text, methods, path, new CodeTarget(code, null), false);
  }

  /** Whether it has a path and a WHAT, right or wrong. */
  static boolean looksLikeRoute(String text) {
    return text.contains("=") && (text.startsWith("/") || SMALL_METHODS.matcher(text).matches());
  }

  /** The methods that it names, otherwise those of its kind; empty for all. */
  Set<String> mountedMethods() {
    return methods.isEmpty() ? what.methods() : methods;
  }

  /**
   * One route of a handler; for what takes all below a path without a slash at its end, that path
   * and those.
   *
   * @throws IllegalArgumentException if the path is malformed
   */
  List<Route> routes(Handler handler) {
    var mounted = mountedMethods();
    if (what.extent() == Extent.PATH || path.endsWith("/")) {
      return List.of(Route.of(mounted, path, handler));
    }
    var atPath =
        what.extent() == Extent.DIRECTORY ? new DirectoryRedirect(handler.toString()) : handler;
    return List.of(Route.of(mounted, path, atPath), Route.of(mounted, path + "/", handler));
  }

  Optional<String> warning() {
    var word = bare ? text : text.substring(text.indexOf('=') + 1);
    var ofDocument =
        what instanceof TailTarget
            ? RouteMistakes.warningOfDocument(word, text)
            : Optional.<String>empty();
    return bare ? ofDocument : ofDocument.or(() -> RouteMistakes.warning(path, word, text));
  }

  RouteArgument with(TargetSettings settings) {
    return new RouteArgument(text, methods, path, what.with(settings.at(path)), bare);
  }

  private static void refuseSmallMethods(String text) throws CommandException {
    var named = SMALL_METHODS.matcher(text);
    if (named.matches()
        && !METHODS.matcher(text).lookingAt()
        && Arrays.stream(distinct(named.group(1))).allMatch(RouteMethods::isKnown)) {
      throw CommandException.wrong(
          text + ": no such kind \"" + named.group(1) + ":\"",
          "methods are capitals: " + RouteMethods.upper(named.group(1)) + ":" + named.group(2));
    }
  }

  private static String[] distinct(String methods) {
    return Pattern.compile(",").splitAsStream(methods).distinct().toArray(String[]::new);
  }
}
