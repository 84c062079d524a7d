package httpd.proxy;

import httpd.Headers;
import httpd.Request;
import httpd.proxy.Upstreams.Member;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.UpstreamResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams of a route for one client: sends the client's request again and again, asking for
 * an event stream and for the events after the last one that the client got.
 */
final class PerClientUpstream extends ReconnectingUpstream {

  /** Fields that could make the response something other than a stream, or unreadable. */
  private static final Set<String> REPLACED =
      Set.of("accept", "accept-encoding", "last-event-id", "range");

  private final Request request;
  private final ForwardedHeaders forwarded;
  private final boolean keepsHost;
  private final Upstreams upstreams;
  private final UpstreamClient client;
  private final UpstreamLimits limits;
  private @Nullable Member asked;

  PerClientUpstream(
      Request request,
      Hops hops,
      ProxyRoute route,
      Upstreams upstreams,
      UpstreamClient client,
      Outage outage) {
    super(outage);
    this.request = request;
    this.forwarded = new ForwardedHeaders(request, hops, route);
    this.keepsHost = route.keepsHost();
    this.upstreams = upstreams;
    this.client = client;
    this.limits = route.limits().withTotal(Duration.ZERO); // A stream has no end.
  }

  /**
   * The header section of a GET for an event stream.
   *
   * @param lastEventId "" for none
   */
  static Headers headers(ForwardedHeaders forwarded, String lastEventId) {
    var fields = new ArrayList<Headers.Field>();
    for (var field : forwarded.build(false, "")) {
      var name = HopByHop.alias(field.name());
      if (!REPLACED.contains(name) && !name.startsWith("if-") && !name.startsWith("content-")) {
        fields.add(field);
      }
    }
    var headers =
        Headers.of(fields)
            .plus("Accept", "text/event-stream, */*;q=0.5")
            .plus("Accept-Encoding", "identity")
            .with("Cache-Control", "no-cache");
    return lastEventId.isEmpty() ? headers : headers.plus("Last-Event-ID", lastEventId);
  }

  /** The header section of a response, with locations that lead through the route. */
  Headers locationsOf(UpstreamResponse answer) {
    return asked == null
        ? answer.headers()
        : new OwnLocations(request, upstreams.addresses(asked), keepsHost)
            .rewritten(answer.headers());
  }

  @Override
  UpstreamCall ask(String lastEventId) {
    var next = upstreams.next();
    asked = next;
    var address = next.address();
    return client.get(
        address.withTarget(UpstreamTarget.of(address.target(), request)),
        headers(forwarded, lastEventId),
        limits,
        request.client().eventLoop());
  }

  @Override
  void isBack() {
    if (asked != null) {
      asked.takeBack();
    }
    super.isBack();
  }

  @Override
  void isGone(Loss loss) {
    if (loss.unreached() && asked != null) {
      asked.setAside(loss.why());
    }
    super.isGone(loss);
  }

  /** A status about this client, or a final one: the client gets it when it comes back. */
  @Override
  boolean isRefusal(int status) {
    return status == 401 || status == 403 || status == 410;
  }
}
