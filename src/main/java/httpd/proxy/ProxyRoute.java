package httpd.proxy;

import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;

/**
 * A route to other servers.
 *
 * @param name as on the command line
 * @param upstreams at least one; they take turns
 * @param keepsHost whether an upstream gets the client's {@code Host} instead of its own name
 */
public record ProxyRoute(
    String name,
    List<UpstreamAddress> upstreams,
    UpstreamLimits limits,
    TrustedProxies trusted,
    boolean keepsHost) {}
