package httpd.route;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/**
 * A router that sees only the path below its route.
 *
 * @param router not told where it is
 */
record MountedRouter(Router router) implements Handler {

  @Override
  public Response handle(Request request) throws Exception {
    return router.handle(request.stripped());
  }

  @Override
  public String toString() {
    return "router";
  }
}
