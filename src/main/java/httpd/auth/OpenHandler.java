package httpd.auth;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;

/** Passes all requests on to a handler; cookies of sessions are for this server alone. */
record OpenHandler(Handler next) implements Handler {

  @Override
  public Response handle(Request request) throws Exception {
    return next.handle(SessionCookie.removed(request));
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return next.refused(SessionCookie.removed(request), why);
  }

  @Override
  public boolean mayBlock(Request request) {
    return next.mayBlock(request);
  }
}
