package httpd.auth;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.websocket.OpeningHandshake;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A handler that lets users through to another one: {@code Authentication.of(UserFile.read(path),
 * router)}. A user sends a password (Basic, RFC 7617), a token (Bearer, RFC 6750), or the cookie of
 * a browser that has signed in at {@code /-/login}. The handler knows the name by {@link
 * Request#user}, and does not get the credentials.
 *
 * <pre>
 *   request ─► /-/login, /-/logout ─► LoginHandler
 *           └► the most specific protection ─► ProtectedHandler ─► the handler
 *                                          └ none ───────────────► the handler
 * </pre>
 */
public final class Authentication implements Handler {

  /** How an authentication meets its server. */
  private record Settings(
      Limits limits, Predicate<InetAddress> proxies, UnaryOperator<Handler> guard) {}

  private final Protections protections;
  private final Handler next;
  private final Handler open;
  private final Settings settings;
  private final Handler login;
  private final Map<Protection, Handler> doors = new HashMap<>();

  private Authentication(Protections protections, Handler next, Settings settings) {
    this.protections = protections;
    this.next = next;
    this.open = new OpenHandler(next);
    this.settings = settings;
    var signIns =
        new SignIns(
            new FailedAttempts(System::nanoTime),
            PasswordChecks.of(settings.limits.of(Bound.PASSWORDS)),
            settings.proxies);
    var ofFiles = new HashMap<UserFile, Authenticator>();
    for (var protection : protections.all()) {
      var users = protection.users();
      if (users != null) {
        var authenticator =
            ofFiles.computeIfAbsent(
                users, file -> new Authenticator(file, signIns, InstantSource.system()));
        doors.put(protection, settings.guard.apply(new ProtectedHandler(authenticator, next)));
      }
    }
    this.login =
        settings.guard.apply(new LoginHandler(to -> authenticator(to, ofFiles), ofFiles.values()));
  }

  /** Protects all that a handler answers. */
  public static Authentication of(UserFile users, Handler next) {
    return of(List.of(Protection.ofAll(users)), next);
  }

  /**
   * Protects parts of what a handler answers; for each request the most specific counts.
   *
   * @throws IllegalArgumentException if two protections take the same requests, or none has users
   */
  public static Authentication of(List<Protection> protections, Handler next) {
    if (protections.stream().allMatch(protection -> protection.users() == null)) {
      throw new IllegalArgumentException("no part of the server has users");
    }
    return new Authentication(
        new Protections(protections),
        Objects.requireNonNull(next, "next"),
        new Settings(Limits.standard(), address -> false, guarded -> guarded));
  }

  /** Returns a copy with the limits of a server. */
  public Authentication withLimits(Limits limits) {
    return new Authentication(
        protections, next, new Settings(limits, settings.proxies, settings.guard));
  }

  /** Returns a copy that trusts the {@code X-Forwarded-} fields of these proxies. */
  public Authentication withProxies(Predicate<InetAddress> proxies) {
    return new Authentication(
        protections, next, new Settings(settings.limits, proxies, settings.guard));
  }

  /**
   * Returns a copy whose protected parts, and whose login, are within another handler, as one that
   * refuses pages of other sites.
   */
  public Authentication withGuard(UnaryOperator<Handler> guard) {
    return new Authentication(
        protections, next, new Settings(settings.limits, settings.proxies, guard));
  }

  @Override
  public Response handle(Request request) throws Exception {
    return door(request).handle(withRights(request));
  }

  /** Has a WebSocket be read-only where it takes something else to write. */
  private Request withRights(Request request) {
    return request.client().mayUpgrade() && !isAlike(request, "POST")
        ? request.with(OpeningHandshake.READ_ONLY, true)
        : request;
  }

  private boolean isAlike(Request request, String method) {
    var path = request.path();
    return Objects.equals(protections.find(method, path), protections.find(request.method(), path));
  }

  @Override
  public boolean mayBlock(Request request) {
    return door(request).mayBlock(request);
  }

  /** A refused request is not authenticated, so no protected handler is called for it. */
  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return door(request).refused(request, why);
  }

  private Handler door(Request request) {
    if (LoginHandler.takes(request)) {
      return login;
    }
    var protection = protections.find(request.method(), request.path());
    var door = protection == null ? null : doors.get(protection);
    return door == null ? open : door;
  }

  /** Returns what a page at this path needs, by any method; otherwise that of the first file. */
  private Authenticator authenticator(ReturnPath to, Map<UserFile, Authenticator> ofFiles) {
    var ofPage = users(protections.find("GET", to.path()));
    if (ofPage == null) {
      ofPage =
          protections.all().stream()
              .filter(protection -> protection.users() != null)
              .filter(protection -> protection.takes(to.path()))
              .findFirst()
              .or(() ->
                  protections.all().stream()
                      .filter(protection -> protection.users() != null)
                      .findFirst())
              .map(Authentication::users)
              .orElseThrow();
    }
    return Objects.requireNonNull(ofFiles.get(ofPage));
  }

  private static @Nullable UserFile users(@Nullable Protection protection) {
    return protection == null ? null : protection.users();
  }

  @Override
  public String toString() {
    return next.toString();
  }
}
