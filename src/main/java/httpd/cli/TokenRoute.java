package httpd.cli;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/** A route whose requests need tokens of the same or of other keys, by what they do. */
record TokenRoute(Handler toSubscribe, Handler toPublish) implements Handler {

  private Handler of(Request request) {
    return TokenAction.of(request.method()) == TokenAction.SUBSCRIBE ? toSubscribe : toPublish;
  }

  @Override
  public Response handle(Request request) throws Exception {
    return of(request).handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return of(request).mayBlock(request);
  }

  @Override
  public String toString() {
    return toSubscribe.toString();
  }
}
