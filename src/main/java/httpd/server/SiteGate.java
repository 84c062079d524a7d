package httpd.server;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/**
 * What every request passes before the handler: the names that the server answers to, the
 * preflights of allowed pages, and what is kept from pages of other sites. One for a server.
 */
final class SiteGate implements Handler {

  private final HostCheck hosts;
  private final CorsHeaders cors;
  private final Handler handler;

  private SiteGate(HostCheck hosts, CorsHeaders cors, Handler handler) {
    this.hosts = hosts;
    this.cors = cors;
    this.handler = handler;
  }

  /**
   * The gate of a server.
   *
   * @param loopback whether the server listens on loopback
   */
  static SiteGate of(SitePolicy policy, boolean loopback, Handler handler) {
    return new SiteGate(
        new HostCheck(policy, loopback),
        new CorsHeaders(policy),
        policy.guarded(policy.guard(), handler));
  }

  /** The same gate before another handler. */
  SiteGate before(Handler other) {
    return new SiteGate(hosts, cors, other);
  }

  @Override
  public Response handle(Request request) throws Exception {
    hosts.check(request);
    var preflight = cors.preflight(request);
    return preflight == null ? handler.handle(request) : preflight;
  }

  /** The response as it goes out, whether the handler gave it or it says what went wrong. */
  Response leaving(Request request, Response response) {
    return cors.added(request.headers(), response);
  }
}
