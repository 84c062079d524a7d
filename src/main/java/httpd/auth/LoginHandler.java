package httpd.auth;

import httpd.Handler;
import httpd.HttpException;
import httpd.Query;
import httpd.Request;
import httpd.Response;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Signs browsers in and out: {@code /-/login} and {@code /-/logout}. A GET gives a page, and a POST
 * of its form sets the cookie, or has it dropped.
 */
final class LoginHandler implements Handler {

  static final String PREFIX = "/-/";
  static final String LOGIN = PREFIX + "login";
  static final String LOGOUT = PREFIX + "logout";

  private static final int LONGEST_FORM = 8 * 1024;
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final Function<ReturnPath, Authenticator> doors;

  private final Collection<Authenticator> all;

  /**
   * Makes a handler.
   *
   * @param doors gives what a path needs, or would need if it were not open
   * @param all those that it may give
   */
  LoginHandler(Function<ReturnPath, Authenticator> doors, Collection<Authenticator> all) {
    this.doors = doors;
    this.all = all;
  }

  static boolean takes(Request request) {
    return request.path().equals(LOGIN) || request.path().equals(LOGOUT);
  }

  @Override
  public Response handle(Request request) throws Exception {
    if (!METHODS.contains(request.method())) {
      throw HttpException.methodNotAllowed(request, METHODS.stream().sorted().toList());
    }
    boolean enters = request.path().equals(LOGIN);
    if (request.method().equals("POST")) {
      return enters ? enter(request) : leave(request);
    }
    return enters
        ? LoginPage.of(request, ReturnPath.of(request.query("to"))).response(200)
        : LoginPage.toLeave(request).response(200);
  }

  @Override
  public boolean mayBlock(Request request) {
    return request.method().equals("POST");
  }

  private Response enter(Request request) throws Exception {
    var form = form(request);
    var to = ReturnPath.of(form.get("to"));
    var name = Objects.requireNonNullElse(form.get("name"), "");
    var password = Objects.requireNonNullElse(form.get("password"), "");
    if (name.isEmpty() || password.isEmpty()) {
      return LoginPage.of(request, to, name, "Name and password are needed.").response(400);
    }
    var given = new Credentials.Password(name, password.getBytes(StandardCharsets.UTF_8));
    var door = doors.apply(to);
    return switch (door.signIn(request, given)) {
      case Authenticator.Entry.Let(var cookie) ->
          Response.redirect(303, to.text())
              .withCookie(cookie)
              .withHeader("Cache-Control", "no-store");
      case Authenticator.Entry.Not(SignIns.Result.Later later) ->
          LoginPage.of(request, to, name, later.why() + ", " + later.seconds() + " s.")
              .response(later.status())
              .withHeader("Retry-After", Long.toString(later.seconds()));
      case Authenticator.Entry.Not(var _) ->
          Refusals.challenged(
              LoginPage.of(request, to, name, "Name or password is wrong.").response(401), false);
    };
  }

  /** Ends the sessions of all files: a person who signs out wants to have none left. */
  private Response leave(Request request) {
    var response = Response.redirect(303, LOGIN).withHeader("Cache-Control", "no-store");
    for (var one : all) {
      response = response.withCookie(one.expiredCookie(request));
    }
    return response;
  }

  private static Query form(Request request) throws Exception {
    var _ = request.bytes(LONGEST_FORM); // Refuses a longer one.
    return request.form();
  }
}
