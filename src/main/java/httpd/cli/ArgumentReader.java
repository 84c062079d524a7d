package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.target.CodeTarget;
import httpd.cli.target.JavaTarget;
import httpd.cli.target.RouteTarget;
import httpd.cli.target.TargetKinds;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments that are routes, and finds those that do not go together. */
final class ArgumentReader {

  private final TargetKinds kinds;
  private final List<CommandException> errors;

  /** A reader that adds what is wrong to a list. */
  ArgumentReader(TargetKinds kinds, List<CommandException> errors) {
    this.kinds = kinds;
    this.errors = errors;
  }

  /** Reads all of one call. */
  List<RouteArgument> read(Options options) {
    var whats = options.whats();
    var codes = options.code();
    if (whats.isEmpty() && codes.isEmpty()) {
      errors.add(
          CommandException.wrong("there is nothing to serve", "name a file, or - for a pipe"));
    }
    var all = new ArrayList<RouteArgument>();
    for (var text : whats) {
      try {
        if (!all.isEmpty()) {
          checkCommandBefore(all.getLast(), text);
        }
        var argument = RouteArgument.parse(text, kinds);
        if (!all.isEmpty()) {
          checkCompany(all.getFirst(), argument);
        }
        all.add(argument);
      } catch (CommandException e) {
        errors.add(e);
      }
    }
    codes.forEach(code -> addCode(code, all));
    if (options.watch()) {
      checkWatch(all);
    }
    return all;
  }

  private void addCode(String code, List<RouteArgument> all) {
    try {
      var argument = RouteArgument.ofCode(code);
      if (!all.isEmpty()) {
        checkCompany(all.getFirst(), argument);
      }
      all.add(argument);
    } catch (CommandException e) {
      errors.add(e);
    }
  }

  /** Code on the command line never changes while it runs. */
  private void checkWatch(List<RouteArgument> all) {
    if (has(CodeTarget.class, all) && !has(JavaTarget.class, all)) {
      errors.add(
          CommandException.wrong(
              "--watch: the code of -c is in no file that could change",
              "put it into a file: httpd -w Handler.java; or leave --watch out"));
    }
  }

  private static boolean has(Class<? extends RouteTarget> kind, List<RouteArgument> all) {
    return all.stream().anyMatch(argument -> kind.isInstance(argument.what()));
  }

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
}
