package httpd.proxy;

import httpd.route.HeaderRule;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;

/**
 * A route to other servers.
 *
 * @param name as on the command line
 * @param upstreams at least one; they take turns
 * @param keepsHost whether an upstream gets the client's {@code Host} instead of its own name
 * @param headerRules for the requests to the upstreams
 */
public record ProxyRoute(
    String name,
    List<UpstreamAddress> upstreams,
    UpstreamLimits limits,
    TrustedProxies trusted,
    boolean keepsHost,
    List<HeaderRule> headerRules) {

  /** A route without rules for headers. */
  public ProxyRoute(
      String name,
      List<UpstreamAddress> upstreams,
      UpstreamLimits limits,
      TrustedProxies trusted,
      boolean keepsHost) {
    this(name, upstreams, limits, trusted, keepsHost, List.of());
  }
}
