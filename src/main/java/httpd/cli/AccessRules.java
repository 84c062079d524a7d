package httpd.cli;

import httpd.Handler;
import httpd.Response;
import httpd.auth.Authentication;
import httpd.auth.Protection;
import httpd.auth.UserFile;
import httpd.auth.UserFileException;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.route.PathPattern;
import httpd.route.Route;
import httpd.server.SitePolicy.Guard;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The values of {@code --auth}, their files, and what is wrong with them. */
final class AccessRules {

  private final Options options;
  private final Map<Path, UserFile> files = new LinkedHashMap<>();
  private final List<Protection> protections = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private AccessRules(Options options) {
    this.options = options;
  }

  /** Reads the options and their files; empty without {@code --auth}. */
  static Optional<AccessRules> of(
      Options options, List<Route> routes, List<CommandException> errors) {
    if (options.auth().isEmpty()) {
      return Optional.empty();
    }
    var rules = new AccessRules(options);
    for (var value : options.auth()) {
      try {
        var said = options.said("--auth", value);
        rules.add(
            AuthArgument.parse(said, value, "httpd --hash NAME prints a line for one"), routes);
      } catch (CommandException e) {
        errors.add(e);
      }
    }
    if (errors.isEmpty()) {
      rules.checkTogether(errors);
    }
    return Optional.of(rules);
  }

  /** Reads them for a start, which ends with the first error. Needs {@code --auth}. */
  static AccessRules ofStart(Options options, Routes routes) throws CommandException {
    var errors = new ArrayList<CommandException>();
    var rules = of(options, routes.reached(), errors);
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    return rules.orElseThrow();
  }

  private void add(AuthArgument argument, List<Route> routes) throws CommandException {
    var users = argument.isOpen() ? null : file(argument);
    var protection = new Protection(argument.methods(), argument.path(), users);
    var reached = routes.stream().filter(route -> reaches(protection, route)).toList();
    if (reached.isEmpty() && !routes.isEmpty()) {
      throw CommandException.wrong(
          argument.said() + ": no route takes " + protection,
          "the routes are " + String.join(", ", routes.stream().map(Route::toString).toList()));
    }
    if (reached.stream().noneMatch(route -> takes(protection, route.pattern().toString()))) {
      notes.add(argument.said() + ": only a part of " + reached.getFirst().pattern() + " is meant");
    }
    protections.add(protection);
  }

  private static boolean reaches(Protection protection, Route route) {
    return (protection.path().overlaps(route.pattern())
            || below(protection).overlaps(route.pattern()))
        && (route.methods().isEmpty()
            || protection.methods().isEmpty()
            || protection.methods().stream().anyMatch(method -> takes(route, method)));
  }

  private static PathPattern below(Protection protection) {
    var text = protection.path().toString();
    return text.endsWith("/") ? protection.path() : PathPattern.of(text + "/");
  }

  private static boolean takes(Protection protection, String path) {
    return protection.path().takes(path) || below(protection).takes(path);
  }

  private static boolean takes(Route route, String method) {
    return route.methods().contains(method)
        || (method.equals("HEAD") && route.methods().contains("GET"));
  }

  private UserFile file(AuthArgument argument) throws CommandException {
    try {
      var path = Path.of(argument.file());
      var place = path.toAbsolutePath().normalize();
      var known = files.get(place);
      if (known != null) {
        return known;
      }
      var read = UserFile.read(path);
      files.put(place, read);
      return read;
    } catch (UserFileException e) {
      throw CommandException.wrong(argument.said() + ": " + e.getMessage(), e.hint());
    } catch (InvalidPathException e) {
      throw CommandException.wrong(
          argument.said() + ": " + argument.file() + " is not a path", "name a file of users");
    }
  }

  private void checkTogether(List<CommandException> errors) {
    if (protections.stream().allMatch(each -> each.users() == null)) {
      errors.add(
          CommandException.wrong(
              "--auth: no part of the server has users",
              "off opens a part of what another --auth FILE protects; leave it out"));
      return;
    }
    try {
      var _ = Authentication.of(protections, request -> Response.status(404));
    } catch (IllegalArgumentException e) {
      errors.add(
          CommandException.wrong(
              "--auth: " + e.getMessage(), "give each file a path or a method of its own"));
    }
  }

  /** Puts a handler behind these rules. */
  Handler protect(Handler handler) {
    return Authentication.of(protections, handler)
        .withLimits(options.limits())
        .withProxies(options.trustedProxies()::contain)
        .withGuard(guarded -> options.sites().guarded(Guard.ALL, guarded));
  }

  /** Whether all requests of a route need a user; what is open above it does not count. */
  boolean cover(String path) {
    var those = protections.stream().filter(each -> takes(each, path)).toList();
    var open = those.stream().filter(each -> each.users() == null).toList();
    return those.stream()
        .filter(each -> each.methods().isEmpty() && each.users() != null)
        .anyMatch(each -> open.stream().allMatch(other -> isMoreSpecific(each, other)));
  }

  /** Whether the users of one path, which all need, are those of another. */
  boolean haveTheSameUsers(String path, String other) {
    return users(path).equals(users(other));
  }

  /** The files that have the users of a path; the most specific rule counts. */
  private Set<UserFile> users(String path) {
    var those = protections.stream().filter(each -> takes(each, path)).toList();
    return those.stream()
        .filter(each -> those.stream().noneMatch(other -> isMoreSpecific(other, each)))
        .map(Protection::users)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private static boolean isMoreSpecific(Protection one, Protection other) {
    return below(one).compareSpecificity(below(other)) < 0;
  }

  /** Warns of passwords that can be read on the network. */
  Optional<String> warning(InetAddress address) {
    return address.isLoopbackAddress() || !options.tls().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "--auth without TLS: passwords and tokens can be read on the network; --tls"
                + " CERT.pem,KEY.pem encrypts them");
  }

  List<String> notes() {
    return notes;
  }

  /** Reads the files again; one that is wrong stays as it was. */
  void reload(Console console) {
    for (var file : files.values()) {
      try {
        file.reload();
      } catch (UserFileException e) {
        console.error(
            CommandException.failed(e.getMessage() + "; the users stay as they were", e.hint(), e));
      }
    }
  }
}
