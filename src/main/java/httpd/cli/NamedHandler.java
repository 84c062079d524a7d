package httpd.cli;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/** A handler and its name in the table of routes. */
record NamedHandler(String name, Handler handler) implements Handler {

  @Override
  public Response handle(Request request) throws Exception {
    return handler.handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return handler.mayBlock(request);
  }

  @Override
  public String toString() {
    return name;
  }
}
