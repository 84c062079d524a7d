package httpd.server;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.server.answer.Gate;

/**
 * Checks every request before the handler: the names that the server answers to, preflights of
 * allowed pages, and requests of pages of other sites. One for a server.
 */
final class SiteGate implements Gate {

  /** What {@code OPTIONS *} asks of the server itself (RFC 9110, section 9.3.7). */
  private static final Response PING = Response.status(204);

  private final HostCheck hosts;
  private final CorsHeaders cors;
  private final Handler handler;

  private SiteGate(HostCheck hosts, CorsHeaders cors, Handler handler) {
    this.hosts = hosts;
    this.cors = cors;
    this.handler = handler;
  }

  static SiteGate of(SitePolicy policy, boolean loopback, Handler handler) {
    return new SiteGate(
        new HostCheck(policy, loopback),
        new CorsHeaders(policy),
        policy.guarded(policy.guard(), handler));
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      hosts.check(request);
    } catch (HttpException why) {
      return handler.refused(request, why);
    }
    var preflight = cors.preflight(request);
    if (preflight != null) {
      return preflight;
    }
    return request.path().equals("*") ? PING : handler.handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return !request.path().equals("*") && handler.mayBlock(request);
  }

  @Override
  public Response leaving(Request request, Response response) {
    return cors.added(request.headers(), response);
  }
}
