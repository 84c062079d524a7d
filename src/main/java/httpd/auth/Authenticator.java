package httpd.auth;

import httpd.Cookie;
import httpd.Request;
import httpd.Response;
import java.time.InstantSource;

/**
 * Says who has sent a request, by one file of users.
 *
 * <pre>
 *                       ┌─ token, remembered password, cookie ─► Known ──► the handler
 *   request ─► atOnce ──┼─ none, malformed, wrong token ───────► Refused
 *                       └─ another password ─► Open ─► check ──► Known or Refused
 *                                                      blocks
 * </pre>
 *
 * <p>Safe for all threads.
 */
final class Authenticator {

  /** What is known about the sender of a request. */
  sealed interface Verdict {

    /** It is this user. */
    record Known(String user, String authType) implements Verdict {}

    /** It gets this answer. */
    record Refused(Answer answer) implements Verdict {}

    /** The password has to be checked, which takes long. */
    record Open(Users users, Credentials.Password given) implements Verdict {}
  }

  /** Makes the answer when it is sent, since a look at a request must not count a failure. */
  interface Answer {
    Response make();
  }

  /** What became of a login. */
  sealed interface Entry {
    /** The browser gets a cookie. */
    record Let(Cookie cookie) implements Entry {}

    /** It does not. */
    record Not(SignIns.Result why) implements Entry {}
  }

  private static final String HTTPS = "https";

  private final UserFile file;
  private final SignIns signIns;
  private final SessionCookie cookie;

  Authenticator(UserFile file, SignIns signIns, InstantSource clock) {
    this.file = file;
    this.signIns = signIns;
    this.cookie = new SessionCookie(file.id(), clock);
  }

  /** Decides without blocking, and without counting a failure. */
  Verdict atOnce(Request request) {
    var users = file.users();
    return switch (Credentials.of(request.headers())) {
      case Credentials.None _ -> byCookie(request, users);
      case Credentials.Malformed(var why) -> new Verdict.Refused(() -> Refusals.malformed(why));
      case Credentials.Token(var token) -> byToken(request, users, token);
      case Credentials.Password given ->
          signIns.isKnown(users, users.id(given), signIns.client(request))
              ? new Verdict.Known(given.name(), "Basic")
              : new Verdict.Open(users, given);
    };
  }

  private Verdict byCookie(Request request, Users users) {
    var user = cookie.user(request, users);
    return user == null
        ? new Verdict.Refused(() -> Refusals.missing(request))
        : new Verdict.Known(user, "Cookie");
  }

  private Verdict byToken(Request request, Users users, String token) {
    var owner = users.owner(token);
    return owner == null
        ? new Verdict.Refused(() -> refusal(request, signIns.wrong(signIns.client(request))))
        : new Verdict.Known(owner, "Bearer");
  }

  /** Checks a password. Blocks. */
  Verdict check(Request request, Verdict.Open open) throws InterruptedException {
    var result = signIns.check(open.users(), open.given(), signIns.client(request));
    return result instanceof SignIns.Result.Right
        ? new Verdict.Known(open.given().name(), "Basic")
        : new Verdict.Refused(() -> refusal(request, result));
  }

  private static Response refusal(Request request, SignIns.Result result) {
    return result instanceof SignIns.Result.Later later
        ? Refusals.later(later)
        : Refusals.wrong(request);
  }

  /** Checks what a person has typed. Blocks. */
  Entry signIn(Request request, Credentials.Password given) throws InterruptedException {
    var users = file.users();
    var result = signIns.check(users, given, signIns.client(request));
    var hash = users.password(given.name());
    return result instanceof SignIns.Result.Right && hash != null
        ? new Entry.Let(cookie.make(given.name(), hash, isSecure(request)))
        : new Entry.Not(result);
  }

  Cookie expiredCookie(Request request) {
    return cookie.expired(isSecure(request));
  }

  /** Whether the browser uses TLS, here or with a trusted proxy. */
  private boolean isSecure(Request request) {
    var address = request.remoteAddress().getAddress();
    return request.client().isSecure()
        || (address != null
            && signIns.proxies().test(address)
            && HTTPS.equalsIgnoreCase(request.header("X-Forwarded-Proto")));
  }
}
