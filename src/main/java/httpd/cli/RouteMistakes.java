package httpd.cli;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.cli.error.CommandException;
import httpd.cli.target.FileArgument;
import httpd.cli.target.MissingFileHint;
import httpd.cli.target.RouteMethods;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds well-formed routes that no request reaches, or that answer other than intended. */
final class RouteMistakes {

  private static final Pattern NAME = Pattern.compile("\\{([^{}/]*)}");

  /** Text in which a name in braces may be meant as it is. */
  private static final Pattern FREE_TEXT =
      Pattern.compile("(?:[a-z]+\\+)*(exec|text):.*", Pattern.DOTALL);

  /** How other servers write what is {@code {name}}, or a slash at the end, here. */
  private static final Pattern FOREIGN = Pattern.compile("\\*{1,2}|:[A-Za-z_]\\w*|<[^<>]*>");

  private static final Pattern DOCUMENT =
      Pattern.compile(
          "[^:*?+]+\\.(?:html?|css|js|pdf|png|jpe?g|gif|svg|webp|ico|mp[34]|zip|gz|tgz)",
          Pattern.CASE_INSENSITIVE);

  private RouteMistakes() {}

  static void refuse(Set<String> methods, String path, String what, String argument)
      throws CommandException {
    for (var method : methods) {
      var mistake = RouteMethods.mistake(method, argument);
      if (mistake.isPresent()) {
        throw mistake.get();
      }
    }
    refuseDots(path, argument);
    refuseQuery(path, argument);
    var name = insertedName(path, what);
    if (name.isPresent() && !FREE_TEXT.matcher(what).matches()) {
      throw CommandException.wrong(
          argument + ": {" + name.get() + "} is not replaced in " + what,
          what.contains("http:") || what.contains("https:")
              ? "/x/=http://HOST/y/ passes all below /x/ on; a handler file can choose a URL"
              : "dir:DIRECTORY serves all files below; a handler file has request.param(\"%s\")"
                  .formatted(name.get()));
    }
  }

  /** Clients resolve these before they send a path (RFC 3986, section 5.2.4), encoded or not. */
  private static void refuseDots(String path, String argument) throws CommandException {
    boolean dots =
        Arrays.stream(path.split("/"))
            .map(RouteMistakes::decoded)
            .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    if (dots) {
      throw CommandException.wrong(
          argument + ": clients resolve . and .. before they ask", "write the path without them");
    }
  }

  /** A file alone, with a query after it that has a {@code =}, looks like a route. */
  private static void refuseQuery(String path, String argument) throws CommandException {
    int query = path.indexOf('?');
    var hint = MissingFileHint.query(argument);
    if (query >= 0 && hint.isPresent() && FileArgument.of(path.substring(0, query)).isFile()) {
      throw CommandException.wrong(argument + ": no such file", hint.get());
    }
  }

  static Optional<String> warning(String path, String what, String argument) {
    var foreign =
        Arrays.stream(path.split("/")).filter(part -> FOREIGN.matcher(part).matches()).findFirst();
    if (foreign.isPresent()) {
      return Optional.of(
          "%s: %s is taken as it is; a path ending in / takes all below it, {name} takes one segment"
              .formatted(argument, foreign.get()));
    }
    return insertedName(path, what)
        .map(name ->
            what.startsWith("text:")
                ? "%s: {%s} is not replaced; a handler file has request.param(\"%2$s\")"
                    .formatted(argument, name)
                : "%s: {%s} is not replaced; the command has it as \"$PARAM_%s\""
                    .formatted(argument, name, name.replace('-', '_')));
  }

  /** A file that is read as a whole, and to which lines are seldom added. */
  static Optional<String> warningOfDocument(String what, String argument) {
    return DOCUMENT.matcher(what).matches()
        ? Optional.of(
            "%s: only lines that are added to %s are sent; file:%2$s serves it as it is"
                .formatted(argument, what))
        : Optional.empty();
  }

  /** A name of the path that is in the WHAT too, as if it were replaced there. */
  private static Optional<String> insertedName(String path, String what) {
    return NAME.matcher(path)
        .results()
        .map(found -> found.group(1))
        .filter(name -> what.contains("{" + name + "}"))
        .findFirst();
  }

  private static String decoded(String segment) {
    try {
      return PercentEncoding.decode(segment);
    } catch (HttpException malformed) {
      return segment; // It is refused with the other malformed paths.
    }
  }
}
