package httpd.proxy;

import httpd.Headers;
import httpd.route.HeaderRule;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.request.Redirection;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;
import java.util.List;

/**
 * The upstream of all clients of a shared route; follows redirects. No status is for the clients:
 * they cannot change what this server is refused.
 */
final class SharedUpstream extends ReconnectingUpstream {

  private static final Headers HEADERS =
      Headers.of(
          "User-Agent", "httpd",
          "Accept", "text/event-stream, */*",
          "Accept-Encoding", "identity",
          "Cache-Control", "no-cache");

  private final UpstreamClient client;
  private final UpstreamAddress address;
  private final UpstreamLimits limits;
  private final Headers headers;
  private final List<HeaderRule> rules;
  private UpstreamAddress next;
  private int redirects;

  SharedUpstream(UpstreamClient client, UpstreamAddress address, UpstreamLimits limits, Hops hops) {
    this(client, address, limits, hops, List.of());
  }

  /**
   * The upstream at an address.
   *
   * @param rules for the requests to it
   */
  SharedUpstream(
      UpstreamClient client,
      UpstreamAddress address,
      UpstreamLimits limits,
      Hops hops,
      List<HeaderRule> rules) {
    super(new Outage(address.url()));
    this.client = client;
    this.address = address;
    this.limits = limits.withTotal(Duration.ZERO); // A stream has no end.
    this.headers = HEADERS.with("Via", hops.via(Headers.EMPTY));
    this.rules = rules;
    this.next = address;
  }

  @Override
  UpstreamCall ask(String lastEventId) {
    var fields = headers;
    for (var rule : rules) {
      fields = rule.applyTo(fields);
    }
    if (!lastEventId.isEmpty()) {
      fields = fields.plus("Last-Event-ID", lastEventId);
    }
    return client.get(next, fields, limits, null);
  }

  @Override
  void isBack() {
    redirects = 0;
    super.isBack();
  }

  @Override
  void isGone(Loss loss) {
    next = address;
    redirects = 0;
    super.isGone(loss);
  }

  @Override
  boolean follow(UpstreamResponse response) {
    var location = response.headers().get("Location");
    if (location == null || !Redirection.isOne(response.status())) {
      return false;
    }
    redirects++;
    next = Redirection.follow(next, location, redirects);
    return true;
  }
}
