package httpd.cli;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/** Answers OPTIONS, without the handler of a command, which would run. */
record WithoutOptions(Handler handler) implements Handler {

  private static final String ALLOWED = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

  @Override
  public Response handle(Request request) throws Exception {
    return request.method().equals("OPTIONS")
        ? Response.status(204).withHeader("Allow", ALLOWED)
        : handler.handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return handler.mayBlock(request);
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
