package httpd.upstream;

import httpd.upstream.request.UpstreamAddress;

/**
 * What there is to see of one upstream of a route.
 *
 * @param state {@code up}, or {@code aside} while the others are asked before it
 */
public record UpstreamView(UpstreamAddress address, String state) {}
