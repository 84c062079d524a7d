package httpd.cli;

import httpd.Handler;
import httpd.auth.token.ExpectedClaims;
import httpd.auth.token.TokenHandler;
import httpd.auth.token.TokenKeyException;
import httpd.auth.token.TokenKeys;
import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.route.PathPattern;
import httpd.server.SitePolicy.Guard;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of {@code --token-key}, their files, and the routes that they are for. */
final class TokenRules {

  private static final String KEY = "--token-key";
  private static final String MAKE = "openssl rand -base64 48 >FILE makes a secret for tokens";

  private final Options options;
  private final List<PathPattern> routes;
  private final List<AuthArgument> arguments = new ArrayList<>();
  private final Map<List<Path>, TokenKeys> keys = new LinkedHashMap<>();
  private final Set<List<Path>> asked = new HashSet<>();

  private TokenRules(Options options, List<PathPattern> routes) {
    this.options = options;
    this.routes = routes;
  }

  /**
   * Reads the options and their files; empty without them.
   *
   * @param routes those that have topics
   */
  static Optional<TokenRules> of(
      Options options, List<PathPattern> routes, List<CommandException> errors) {
    if (!options.hasTokens()) {
      return Optional.empty();
    }
    var rules = new TokenRules(options, routes);
    Check.all(errors, rules::checkClaims);
    for (var value : options.tokenKeys()) {
      Check.all(errors, () -> rules.add(value));
    }
    for (var route : routes) {
      for (var action : TokenAction.values()) {
        Check.all(errors, () -> rules.readOnce(rules.files(route, action)));
      }
    }
    Check.all(errors, rules::checkUse);
    return Optional.of(rules);
  }

  /** Reads them for a start, which ends with the first error, and has the routes ask for tokens. */
  static TokenRules ofStart(Options options, Routes routes) throws CommandException {
    routes.refuseMistakes();
    var errors = new ArrayList<CommandException>();
    var rules = of(options, routes.withTopics(), errors).orElseThrow();
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    routes.guard(rules);
    return rules;
  }

  private void checkClaims() throws CommandException {
    for (var option : List.of("--token-audience", "--token-issuer")) {
      var value = option.endsWith("issuer") ? options.tokenIssuer() : options.tokenAudience();
      if (value != null && options.tokenKeys().isEmpty()) {
        throw CommandException.wrong(
            options.said(option, value) + " is given without " + KEY,
            "it is for tokens: add " + KEY + " FILE");
      }
    }
  }

  private void add(String value) throws CommandException {
    var argument = AuthArgument.parse(options.said(KEY, value), value, MAKE);
    if (!Stream.of(Set.of(), Set.of("GET"), Set.of("POST")).anyMatch(argument.methods()::equals)) {
      throw CommandException.wrong(
          argument.said() + ": " + String.join(",", argument.methods()) + " is not an action",
          "GET: is for all that subscribes, POST: for all that publishes, no method for both");
    }
    var reached = routes.stream().filter(route -> overlaps(argument, route)).toList();
    if (reached.isEmpty()) {
      throw CommandException.wrong(
          argument.said() + ": no route with topics is at " + argument.path(),
          routes.isEmpty()
              ? "routes with topics are those of hub: and streams:"
              : "they are "
                  + String.join(", ", routes.stream().map(PathPattern::toString).toList()));
    }
    var parted = reached.stream().filter(route -> !covers(argument, route)).findFirst();
    if (parted.isPresent()) {
      throw CommandException.wrong(
          argument.said() + ": that is only a part of " + parted.get(),
          "name the path of the route; the claims of a token say for which topics it is");
    }
    arguments.add(argument);
  }

  private void checkUse() throws CommandException {
    if (!arguments.isEmpty() && arguments.stream().allMatch(AuthArgument::isOpen)) {
      throw CommandException.wrong(
          KEY + ": no route needs a token",
          "off opens a part of what another " + KEY + " FILE is for; leave it out");
    }
  }

  private static PathPattern below(PathPattern path) {
    var text = path.toString();
    return text.endsWith("/") ? path : PathPattern.of(text + "/");
  }

  private static boolean overlaps(AuthArgument argument, PathPattern route) {
    return argument.path().overlaps(route) || below(argument.path()).overlaps(route);
  }

  private static boolean covers(AuthArgument argument, PathPattern route) {
    var path = route.toString();
    return argument.path().takes(path) || below(argument.path()).takes(path);
  }

  /** The files of the most specific path for an action; none if it needs no token. */
  private List<Path> files(PathPattern route, TokenAction action) throws CommandException {
    List<AuthArgument> best = new ArrayList<>();
    for (var argument : arguments) {
      if (covers(argument, route) && action.isOf(argument.methods())) {
        int order = best.isEmpty() ? 0 : compare(argument, best.getFirst());
        if (order < 0) {
          best.clear();
        }
        if (order <= 0) {
          best.add(argument);
        }
      }
    }
    if (best.size() > 1 && best.stream().anyMatch(AuthArgument::isOpen)) {
      throw CommandException.wrong(
          KEY + ": " + best.getFirst().path() + " has keys and is off",
          "leave out one of the two; off opens a part of what another " + KEY + " is for");
    }
    var files = new ArrayList<Path>();
    for (var argument : best) {
      if (!argument.isOpen()) {
        files.add(path(argument));
      }
    }
    return files;
  }

  /** Negative if the first is more specific, by its path or, on one path, by its method. */
  private static int compare(AuthArgument a, AuthArgument b) {
    int order = below(a.path()).compareSpecificity(below(b.path()));
    return order != 0 ? order : Boolean.compare(a.methods().isEmpty(), b.methods().isEmpty());
  }

  private static Path path(AuthArgument argument) throws CommandException {
    try {
      return Path.of(argument.file());
    } catch (InvalidPathException e) {
      throw CommandException.wrong(
          argument.said() + ": " + argument.file() + " is not a path", "name a file with a key");
    }
  }

  /** Several routes and actions have the same files, whose mistakes are reported once. */
  private void readOnce(List<Path> files) throws CommandException {
    if (!files.isEmpty() && asked.add(files)) {
      read(files);
    }
  }

  private void read(List<Path> files) throws CommandException {
    try {
      keys.put(files, TokenKeys.read(files));
    } catch (TokenKeyException e) {
      throw CommandException.wrong(KEY + " " + e.getMessage(), e.hint());
    } catch (NoClassDefFoundError e) {
      throw CommandException.wrong(
          KEY + ": the library for tokens is missing",
          "put nimbus-jose-jwt into the directory lib beside httpd.jar");
    }
  }

  /** Puts the handler of a route behind the keys for it. */
  Handler protect(PathPattern route, Handler handler) throws CommandException {
    var forSubscribers = files(route, TokenAction.SUBSCRIBE);
    var forPublishers = files(route, TokenAction.PUBLISH);
    var toSubscribe = protect(forSubscribers, handler);
    return forSubscribers.equals(forPublishers)
        ? toSubscribe
        : new TokenRoute(toSubscribe, protect(forPublishers, handler));
  }

  private Handler protect(List<Path> files, Handler handler) {
    var found = keys.get(files);
    return found == null
        ? handler
        : TokenHandler.of(
                found, new ExpectedClaims(options.tokenAudience(), options.tokenIssuer()), handler)
            .withGuard(guarded -> options.sites().guarded(Guard.ALL, guarded));
  }

  /** Tells of routes that need a user beside the token. */
  List<String> notes(@Nullable AccessRules users) {
    return routes.stream()
        .map(PathPattern::toString)
        .filter(route -> users != null && users.cover(route))
        .map(route ->
            "%s needs a user of --auth and a token; --auth %1$s=off leaves it to the token"
                .formatted(route))
        .toList();
  }

  /** Warns of tokens that can be read on the network. */
  Optional<String> warning(InetAddress address) {
    return address.isLoopbackAddress() || !options.tls().isEmpty()
        ? Optional.empty()
        : Optional.of(
            KEY
                + " without TLS: tokens can be read on the network; --tls CERT.pem,KEY.pem"
                + " encrypts them");
  }

  /** Reads the files again; those that are wrong leave the keys as they were. */
  void reload(Console console) {
    for (var each : keys.values()) {
      try {
        each.reload();
      } catch (TokenKeyException e) {
        console.error(
            CommandException.failed(e.getMessage() + "; the keys stay as they were", e.hint(), e));
      }
    }
  }
}
