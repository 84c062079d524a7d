package httpd.cli.target;

import httpd.cli.error.NearestWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hint for a missing file; the components are those of {@link FileArgument}. */
public record MissingFileHint(String name, String argument, @Nullable TargetKinds kinds) {

  private static final int MOST_NAMES = 10_000;
  private static final char REPLACEMENT = '\uFFFD';
  private static final Pattern PORT = Pattern.compile(":?([0-9]{1,5})");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("[A-Za-z0-9.-]+:[0-9]{1,5}(?:/.*)?|\\[[0-9a-fA-F:.]+]:.*");
  private static final Pattern QUOTED = Pattern.compile("'.*'|\".*\"");
  private static final Pattern QUERY = Pattern.compile("[^?]*\\?([a-z]+)=([^&]*).*");
  private static final Pattern METHOD_APART = Pattern.compile("([A-Za-z]++)[ :]*+(/?[^ /=]*+=.*)");

  private static final Map<String, String> WORDS =
      Map.of(
          "help", "httpd --help prints the help",
          "version", "httpd --version prints the version",
          "serve", "there are no subcommands: httpd public serves the directory public",
          "start", "there are no subcommands: httpd WHAT starts to serve",
          "run", "there are no subcommands: httpd WHAT starts to serve");

  String hint() {
    return Stream.<Optional<String>>of(
            encoding(name),
            shell(name),
            query(name),
            route(),
            kind(),
            address(),
            similar(),
            command(),
            later())
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("it must exist at the start; text:STRING serves a string");
  }

  /** For bytes that are not UTF-8, which the JVM replaces in its arguments. */
  static Optional<String> encoding(String name) {
    return name.indexOf(REPLACEMENT) >= 0
        ? Optional.of("a file can be served if its name is UTF-8: rename it")
        : Optional.empty();
  }

  static Optional<String> shell(String name) {
    if (name.startsWith("~/")) {
      return Optional.of("the shell has not replaced ~; write $HOME" + name.substring(1));
    }
    if (name.startsWith("$")) {
      return Optional.of(
          "no shell has replaced " + name.replaceAll("/.*", "") + "; write its value");
    }
    return name.length() > 1 && QUOTED.matcher(name).matches()
        ? Optional.of("an @FILE is not for a shell: write it without the quotes")
        : Optional.empty();
  }

  public static Optional<String> query(String name) {
    var query = QUERY.matcher(name);
    if (!query.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        query.group(1).equals("last") && query.group(2).matches("[0-9]+")
            ? "-n %s begins with the last %1$s lines; or the client asks for ?last=%1$s"
                .formatted(query.group(2))
            : "a query is the client's: curl 'localhost:8080/?%s=%s'"
                .formatted(query.group(1), query.group(2)));
  }

  private Optional<String> route() {
    if (!isWholeArgument() || !name.contains("=") || name.startsWith("/")) {
      return Optional.empty();
    }
    return routeWithMethod(name).or(() -> Optional.of("a route begins with a slash: /" + name));
  }

  static Optional<String> routeWithMethod(String text) {
    var method = METHOD_APART.matcher(text);
    if (!method.matches() || !RouteMethods.isKnown(method.group(1))) {
      return Optional.empty();
    }
    var route = method.group(2);
    return Optional.of(
        "write %s:%s%s"
            .formatted(
                RouteMethods.upper(method.group(1)), route.startsWith("/") ? "" : "/", route));
  }

  private Optional<String> kind() {
    return Optional.ofNullable(kinds)
        .flatMap(known -> known.usage(name))
        .map(usage -> "write " + before() + withoutOptional(usage))
        .or(() -> Optional.ofNullable(isWholeArgument() ? WORDS.get(name) : null));
  }

  private static String withoutOptional(String usage) {
    return usage.endsWith("]") ? usage.substring(0, usage.lastIndexOf('[')) : usage;
  }

  Optional<String> address() {
    var port = PORT.matcher(name);
    if (kinds != null && port.matches()) {
      return Optional.of("--port " + port.group(1) + " is the port to listen on");
    }
    return kinds != null && HOST_AND_PORT.matcher(name).matches()
        ? Optional.of("another server is " + before() + "http://" + name)
        : Optional.empty();
  }

  private Optional<String> similar() {
    try {
      var path = Path.of(name);
      var directory = path.getParent();
      var last = path.getFileName();
      if (last == null) {
        return Optional.empty();
      }
      try (var files = Files.list(directory == null ? Path.of("") : directory)) {
        var names =
            files.limit(MOST_NAMES).map(file -> String.valueOf(file.getFileName())).toList();
        return NearestWord.to(last.toString(), names)
            .map(near -> directory == null ? near : directory.resolve(near).toString())
            .map(near -> "did you mean " + near + "?");
      }
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<String> command() {
    var program = name.strip().split("\\s+", 2)[0];
    return kinds != null && !program.contains("/") && !name.endsWith(".java") && isOnPath(program)
        ? Optional.of("a command is '" + before() + "exec:" + name + "'")
        : Optional.empty();
  }

  private static boolean isOnPath(String program) {
    var directories = System.getenv().getOrDefault("PATH", "").split(":");
    try {
      return !program.isEmpty()
          && Stream.of(directories)
              .filter(directory -> !directory.isEmpty())
              .map(directory -> Path.of(directory, program))
              .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    } catch (InvalidPathException noProgram) {
      return false;
    }
  }

  private Optional<String> later() {
    if (kinds == null || name.endsWith(".java")) {
      return Optional.empty();
    }
    if (name.endsWith("/")) {
      return Optional.of("the directory must exist at the start: mkdir " + name);
    }
    return Optional.of(before() + "tail:" + name + " waits for it; text:STRING serves a string");
  }

  private boolean isWholeArgument() {
    return name.equals(argument);
  }

  /** What of the argument stands before the name: a path, a view. */
  private String before() {
    return argument.endsWith(name) ? argument.substring(0, argument.length() - name.length()) : "";
  }
}
