package httpd.auth;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;

/**
 * Passes requests of users on to a handler, without the credentials: they are for this server
 * alone.
 */
final class ProtectedHandler implements Handler {

  private static final SignIns.Result.Later ON_EVENT_LOOP =
      new SignIns.Result.Later(503, 1, "The users have just changed");

  private final Authenticator authenticator;
  private final Handler next;

  ProtectedHandler(Authenticator authenticator, Handler next) {
    this.authenticator = authenticator;
    this.next = next;
  }

  @Override
  public Response handle(Request request) throws Exception {
    var verdict = authenticator.atOnce(request);
    if (verdict instanceof Authenticator.Verdict.Open open) {
      if (request.client().isOnEventLoop()) { // Known when mayBlock was called, and no more.
        return Refusals.later(ON_EVENT_LOOP);
      }
      verdict = authenticator.check(request, open);
    }
    return switch (verdict) {
      case Authenticator.Verdict.Known(var user, var authType) -> pass(request, user, authType);
      case Authenticator.Verdict.Refused(var answer) -> answer.make();
      case Authenticator.Verdict.Open _ -> throw new IllegalStateException("it was checked");
    };
  }

  private Response pass(Request request, String user, String authType) throws Exception {
    var plain = SessionCookie.removed(request.without("Authorization"));
    try {
      var response = next.handle(plain.withUser(user, authType));
      return response.status() == 101
          ? response
          : new Response(response.status(), PrivateFields.of(response.headers()), response.body());
    } catch (HttpException e) {
      throw PrivateFields.of(e);
    }
  }

  @Override
  public boolean mayBlock(Request request) {
    return next.mayBlock(request)
        || authenticator.atOnce(request) instanceof Authenticator.Verdict.Open;
  }

  @Override
  public String toString() {
    return next.toString();
  }
}
