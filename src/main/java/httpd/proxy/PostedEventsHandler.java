package httpd.proxy;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.proxy.UpstreamTurns.Answered;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamState;
import httpd.upstream.request.UpstreamException;
import java.util.List;

/**
 * Passes on what is neither GET nor HEAD, once, and the response. An event stream whose events have
 * ids goes on when the upstream breaks it off ({@link PostedUpstream}); a response of any other
 * kind is passed on as {@link ProxyHandler} does.
 *
 * <p>GET and HEAD are for another handler.
 */
public final class PostedEventsHandler implements Handler, UpstreamState.Owner {

  private final ProxyRoute route;
  private final Handler reading;
  private final Upstreams upstreams;
  private final UpstreamTurns turns;
  private final Continuation continuation;
  private final Hops hops = new Hops("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE");

  /**
   * A handler beside one for GET and HEAD, with the same upstreams.
   *
   * @param reading presents what that handler answers
   */
  public PostedEventsHandler(PersistentEventsHandler events, Handler reading) {
    this(events, reading, UpstreamClient.shared(), Backoff.USUAL);
  }

  PostedEventsHandler(
      PersistentEventsHandler events, Handler reading, UpstreamClient client, Backoff backoff) {
    this.route = events.route();
    this.reading = reading;
    this.upstreams = events.upstreams();
    this.turns = new UpstreamTurns(route, upstreams, client);
    this.continuation = new Continuation(route, hops, client, backoff);
  }

  @Override
  public Response handle(Request request) throws Exception {
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      return reading.handle(request);
    }
    var own = hops.answer(request);
    if (own != null) {
      return own;
    }
    request.body().asPieces();
    request.client().answerWillStream();
    var body = UpstreamTurns.body(request);
    // An encoded stream could not be cut between two events.
    var headers =
        new ForwardedHeaders(request, hops, route)
            .build(body != null, "")
            .with("Accept-Encoding", "identity");
    try {
      return response(request, turns.ask(request, headers, body, true));
    } catch (UpstreamException e) {
      return ProxyHandler.failed(request, e);
    }
  }

  private Response response(Request request, Answered answered) {
    var head = answered.head();
    var locations =
        new OwnLocations(request, upstreams.addresses(answered.upstream()), route.keepsHost());
    var passed = ProxyHandler.response(head, locations.rewritten(head.headers()));
    return Continuation.isFor(head)
        ? ProxyHandler.events(passed, continuation.complete(request, answered))
        : passed;
  }

  /** Asks each upstream for a path again and again, until the result is closed. */
  public AutoCloseable check(String path) {
    return HealthChecks.start(route, upstreams, path);
  }

  @Override
  public List<UpstreamState> upstreamStates() {
    return upstreams.states();
  }

  @Override
  public String toString() {
    return route.name();
  }
}
