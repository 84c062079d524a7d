package httpd.cli.target;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/** A handler under the name by which the command line knows it. */
record NamedHandler(String name, Handler handler) implements Handler {

  /** One that stands in the table of routes and is never called. */
  static NamedHandler notOpened(String name) {
    return new NamedHandler(
        name,
        request -> {
          throw new IllegalStateException(name + " is not open");
        });
  }

  @Override
  public Response handle(Request request) throws Exception {
    return handler.handle(request);
  }

  @Override
  public String toString() {
    return name;
  }
}
