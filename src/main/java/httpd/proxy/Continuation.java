package httpd.proxy;

import httpd.Request;
import httpd.line.LineSource;
import httpd.line.Timer;
import httpd.proxy.UpstreamTurns.Answered;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamResponse;
import java.util.Set;

/** Has the event streams that answer a POST outlive their upstream, on one route. */
final class Continuation {

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final ProxyRoute route;
  private final Hops hops;
  private final UpstreamClient client;
  private final Backoff backoff;
  private final Outage outage;

  Continuation(ProxyRoute route, Hops hops, UpstreamClient client, Backoff backoff) {
    this.route = route;
    this.hops = hops;
    this.client = client;
    this.backoff = backoff;
    this.outage = new Outage(route.name());
  }

  /** Whether a response is an event stream that may outlive its upstream. */
  static boolean isFor(UpstreamResponse head) {
    return PostedUpstream.isEventStream(head) && head.length().isEmpty();
  }

  /**
   * Whether a request is one of MCP, whose specification says that a GET of the same path continues
   * a stream. Elsewhere a GET may mean anything.
   */
  static boolean isAsked(Request request) {
    var headers = request.headers();
    return !READING.contains(request.method())
        && (headers.has("Mcp-Session-Id") || headers.has("MCP-Protocol-Version"));
  }

  /** Returns the events of a response that comes in pieces, each complete. */
  LineSource complete(Request request, Answered answered) {
    return new ReconnectingSource(
        upstream(request, answered), true, answered.call(), "", backoff, Timer.OF_THE_PROCESS);
  }

  /** Returns the lines of a response as they come. */
  LineSource unchanged(Request request, Answered answered) {
    return new ContinuedLines(answered.call().body(), upstream(request, answered), backoff);
  }

  private PostedUpstream upstream(Request request, Answered answered) {
    return new PostedUpstream(
        request,
        answered.upstream().address(),
        new ForwardedHeaders(request, hops, route),
        client,
        route.limits(),
        outage,
        System::nanoTime);
  }
}
