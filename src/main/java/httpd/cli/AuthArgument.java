package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.target.RouteMethods;
import httpd.route.PathPattern;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One value of {@code --auth} or {@code --token-key}: {@code FILE}, or {@code
 * [METHOD[,METHOD]:]/PATH=FILE}.
 *
 * @param said the option and its value, as the user has set it
 * @param file {@code off} for none
 */
record AuthArgument(String said, Set<String> methods, PathPattern path, String file) {

  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z,]++):)?(/[^=]*+)=(.*)", Pattern.DOTALL);

  private static final String OFF = "off";

  /**
   * Reads a value.
   *
   * @param fileHint how to make a file, if none is named
   */
  static AuthArgument parse(String said, String value, String fileHint) throws CommandException {
    var form = FORM.matcher(value);
    boolean hasPath = form.matches();
    var file = hasPath ? form.group(3) : value;
    if (file.isEmpty()) {
      throw CommandException.wrong(said + ": no file is named", fileHint);
    }
    return hasPath
        ? new AuthArgument(said, methods(said, form.group(1)), path(said, form.group(2)), file)
        : new AuthArgument(said, Set.of(), PathPattern.of("/"), file);
  }

  private static Set<String> methods(String said, String list) throws CommandException {
    if (list == null) {
      return Set.of();
    }
    var methods = Set.copyOf(Arrays.asList(list.split(",")));
    for (var method : methods) {
      if (!method.equals(RouteMethods.upper(method))) {
        throw CommandException.wrong(
            said + ": no such method " + method,
            "methods are capitals: " + RouteMethods.upper(method));
      }
      var mistake = RouteMethods.mistake(method, said);
      if (mistake.isPresent()) {
        throw mistake.get();
      }
    }
    return methods;
  }

  private static PathPattern path(String said, String path) throws CommandException {
    try {
      return PathPattern.of(path);
    } catch (IllegalArgumentException e) {
      throw CommandException.wrong(
          said + ": " + e.getMessage(), "write the path as that of a route, as /deploy=FILE");
    }
  }

  boolean isOpen() {
    return file.equals(OFF);
  }
}
