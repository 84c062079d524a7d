package httpd.server;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.server.SitePolicy.Guard;
import java.util.Set;

/** Refuses requests of pages of other sites. Requests that do not come from a page pass. */
final class CrossSiteGuard implements Handler {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final SitePolicy policy;
  private final Guard guard;
  private final Handler handler;

  CrossSiteGuard(SitePolicy policy, Guard guard, Handler handler) {
    this.policy = policy;
    this.guard = guard;
    this.handler = handler;
  }

  @Override
  public Response handle(Request request) throws Exception {
    if (isGuarded(request)) {
      var page = new RequestingPage(request, policy);
      if (page.isForeign() && !page.isOpened()) {
        return handler.refused(request, refusal(page));
      }
    }
    return handler.handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return handler.mayBlock(request);
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return handler.refused(request, why);
  }

  private boolean isGuarded(Request request) {
    return switch (guard) {
      case NONE -> false;
      case TUNNELS -> asksToSwitch(request);
      case UNSAFE -> asksToSwitch(request) || !SAFE.contains(request.method());
      case ALL -> true;
    };
  }

  private static boolean asksToSwitch(Request request) {
    return request.headers().has("Upgrade");
  }

  private static HttpException refusal(RequestingPage page) {
    var origin = page.origin();
    return new HttpException(
        403,
        "A page of another site may not do this; start the server with --allow-origin %s to let it"
            .formatted(origin == null ? "ORIGIN" : origin));
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
