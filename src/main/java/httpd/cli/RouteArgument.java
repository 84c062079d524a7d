package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.target.FileArgument;
import httpd.cli.target.RouteMethods;
import httpd.cli.target.Target;
import httpd.script.HandlerWatch;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One argument that says what to serve: {@code [METHOD[,METHOD]:]/PATH=WHAT}, or WHAT alone.
 *
 * @param text as it was given
 * @param methods empty if none are named
 * @param path where it is mounted; {@code /} for WHAT alone
 * @param what everything behind the first {@code =}
 * @param bare whether it is WHAT alone
 */
record RouteArgument(String text, Set<String> methods, String path, Target what, boolean bare) {

  private static final Pattern METHODS = Pattern.compile("([A-Z]++(?:,[A-Z]++)*+):(?=/)");
  private static final Pattern SMALL_METHODS =
      Pattern.compile("([A-Za-z]++(?:,[A-Za-z]++)*+):(/.*)");

  /** Reads an argument; looks at the files that it names, and opens none. */
  static RouteArgument parse(String text) throws CommandException {
    if (text.startsWith("@")) {
      throw new FileArgument(text.substring(1), text, false)
          .unread(
              "@FILE reads arguments from FILE, one per line; ./"
                  + text
                  + " is a file of that name");
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
      var what = Target.parse(text.substring(equals + 1), text);
      return new RouteArgument(text, methods, path, what, false);
    }
    if (hasMethods) {
      throw CommandException.wrong(
          text + ": there is no =WHAT behind the path", "write it as " + text + "=Hello.java");
    }
    return new RouteArgument(text, Set.of(), "/", Target.parse(text, text), true);
  }

  /** Whether it has a path and a WHAT, right or wrong. */
  static boolean looksLikeRoute(String text) {
    return text.contains("=") && (text.startsWith("/") || SMALL_METHODS.matcher(text).matches());
  }

  /**
   * The methods it is mounted for: those it names, otherwise those its kind takes; empty for all.
   */
  Set<String> mountedMethods() {
    return methods.isEmpty() ? what.methods() : methods;
  }

  /** What a user should be warned of. */
  Optional<String> warning() {
    var word = bare ? text : text.substring(text.indexOf('=') + 1);
    var ofDocument =
        what instanceof Target.Tail
            ? RouteMistakes.warningOfDocument(word, text)
            : Optional.<String>empty();
    return bare ? ofDocument : ofDocument.or(() -> RouteMistakes.warning(path, word, text));
  }

  /** The same with what the options say. */
  RouteArgument with(Options options) {
    return new RouteArgument(text, methods, path, what.with(options), bare);
  }

  /** The same, with its handler file closed by an owner, and maybe watched, if it is one. */
  RouteArgument ownedBy(HandlerWatch owner, boolean watched) {
    return what instanceof Target.Java(var file)
        ? new RouteArgument(text, methods, path, new Target.OwnedJava(file, owner, watched), bare)
        : this;
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
