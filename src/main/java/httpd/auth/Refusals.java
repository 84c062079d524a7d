package httpd.auth;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.Preferences;
import java.util.Set;

/**
 * The answers to requests that are not let through. A person gets a page to sign in; a script of a
 * page gets no challenge that makes the browser ask for a password; other clients get both
 * challenges (RFC 9110, section 11.6.1).
 */
final class Refusals {

  private static final String REALM = "realm=\"httpd\"";
  private static final Set<String> PAGE_METHODS = Set.of("GET", "HEAD");

  private Refusals() {}

  /** Answers a request without credentials. */
  static Response missing(Request request) {
    if (isOfPerson(request)) {
      return challenged(LoginPage.of(request, ReturnPath.of(request)).response(401), false);
    }
    return challenged(text(401, "credentials are needed"), !isOfScript(request));
  }

  /** Answers a request with credentials that are wrong. */
  static Response wrong(Request request) {
    return challenged(text(401, "the credentials are wrong"), !isOfScript(request));
  }

  /** Answers a request whose credentials cannot be read. */
  static Response malformed(String why) {
    return text(400, why);
  }

  /** Answers a request whose credentials are not looked at now. */
  static Response later(SignIns.Result.Later later) {
    return text(later.status(), later.why())
        .withHeader("Retry-After", Long.toString(later.seconds()));
  }

  /** Adds what a 401 must have, also that of a page; browsers do not ask for a token. */
  static Response challenged(Response response, boolean basic) {
    var bearer = response.plusHeader("WWW-Authenticate", "Bearer " + REALM);
    return basic
        ? bearer
            .withHeader("WWW-Authenticate", "Basic " + REALM + ", charset=\"UTF-8\"")
            .plusHeader("WWW-Authenticate", "Bearer " + REALM)
        : bearer;
  }

  private static Response text(int status, String why) {
    var reason =
        switch (status) {
          case 400 -> "Bad Request";
          case 401 -> "Unauthorized";
          case 429 -> "Too Many Requests";
          default -> "Service Unavailable";
        };
    return new HttpException(status, status + " " + reason + ": " + why)
        .response()
        .withHeader("Cache-Control", "no-store");
  }

  private static boolean isOfPerson(Request request) {
    return PAGE_METHODS.contains(request.method())
        && Preferences.of(request.headers().all("Accept")).of("text/html", 0) > 0;
  }

  private static boolean isOfScript(Request request) {
    var mode = request.header("Sec-Fetch-Mode");
    return (mode != null && !mode.equals("navigate"))
        || Preferences.of(request.headers().all("Accept")).of("text/event-stream", 0) > 0;
  }
}
