package httpd.proxy;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.Timer;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.UpstreamState;
import httpd.upstream.request.UpstreamException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes each request on to another server, and its response back: text line by line, each line at
 * once, everything else in pieces as it comes. A line within which the upstream pauses is passed on
 * in pieces as well. Bytes are not changed.
 *
 * <p>The handler's thread waits for the head of the response alone. An upstream that cannot be
 * reached, or does not answer in HTTP, is a 502, and one that is late a 504; the log says why, the
 * response does not. After the head a failure cuts the client's connection.
 *
 * <p>An upstream that switches to another protocol, at the client's request, gets a tunnel.
 */
public final class ProxyHandler implements Handler, UpstreamState.Owner {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final int SWITCHING_PROTOCOLS = 101;

  /** The hop in a response; the name of the route is sent in requests only. */
  private static final String VIA = "1.1 httpd";

  private final ProxyRoute route;
  private final Upstreams upstreams;
  private final UpstreamTurns turns;
  private final Continuation continuation;
  private final Hops hops = new Hops("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE");

  public ProxyHandler(ProxyRoute route) {
    this(route, UpstreamClient.shared());
  }

  /** A handler that uses another client, and does not close it. */
  public ProxyHandler(ProxyRoute route, UpstreamClient client) {
    this(route, client, Backoff.USUAL);
  }

  ProxyHandler(ProxyRoute route, UpstreamClient client, Backoff backoff) {
    this.route = route;
    this.upstreams = new Upstreams(route.upstreams());
    this.turns = new UpstreamTurns(route, upstreams, client);
    this.continuation = new Continuation(route, hops, client, backoff);
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    var own = hops.answer(request);
    if (own != null) {
      return own;
    }
    request.body().asPieces();
    request.client().answerWillStream();
    var protocols = request.client().mayUpgrade() ? SwitchedProtocols.of(request.headers()) : "";
    if (!protocols.isEmpty() && !request.client().takeTunnel()) {
      throw new HttpException(503, "The server has too many tunnels");
    }
    var body = UpstreamTurns.body(request);
    var headers = new ForwardedHeaders(request, hops, route).build(body != null, protocols);
    try {
      return ask(request, headers, body);
    } catch (UpstreamException e) {
      return failed(request, e);
    }
  }

  private Response ask(Request request, Headers headers, @Nullable LineSource body)
      throws UpstreamException, InterruptedException {
    var answered = turns.ask(request, headers, body, false);
    var own = upstreams.addresses(answered.upstream());
    var locations = new OwnLocations(request, own, route.keepsHost());
    var passed = response(answered.head(), locations.rewritten(answered.head().headers()));
    return Continuation.isAsked(request) && Continuation.isFor(answered.head())
        ? events(passed, continuation.unchanged(request, answered))
        : passed;
  }

  /** Returns a response with other events, which have no trailer. */
  static Response events(Response response, LineSource events) {
    return new Response(
        response.status(),
        response.headers(),
        new Body.PassThrough(events, OptionalLong.empty(), () -> Headers.EMPTY, false, true));
  }

  /** Makes the response from an upstream's, whose fields have rewritten locations. */
  static Response response(UpstreamResponse answer, Headers fields) {
    var headers = Headers.of(HopByHop.without(fields, fields));
    var via = String.join(", ", headers.all("Via"));
    headers = headers.with("Via", via.isEmpty() ? VIA : via + ", " + VIA);
    return answer.status() == SWITCHING_PROTOCOLS
        ? new Response(
            SWITCHING_PROTOCOLS,
            headers.with("Upgrade", String.join(", ", answer.headers().all("Upgrade"))),
            new Body.Tunnel(answer.body(), answer.sink()))
        : new Response(
            answer.status(),
            headers,
            new Body.PassThrough(
                answer.body(),
                answer.ofLines() ? OptionalLong.empty() : answer.length(),
                PassedTrailer.later(answer.trailers(), answer.headers()),
                answer.length().isPresent() || !answer.ofLines(),
                answer.ofLines() && answer.length().isEmpty()));
  }

  static Response failed(Request request, UpstreamException failure) {
    if (failure.getCause() instanceof HttpException ofTheClient) {
      throw ofTheClient; // The client's body was not as announced.
    }
    if (failure.isTooMany()) { // The limit has a line in the log.
      throw new HttpException(503, "The server has too many requests to upstreams");
    }
    int status = failure.isTimeout() ? 504 : 502;
    if (!Thread.currentThread().isInterrupted()) { // Otherwise the client has gone.
      LOG.log(
          System.Logger.Level.WARNING,
          "%s: answered %s, its upstream failed: %s"
              .formatted(
                  LogText.request(request.method(), request.path()), status, failure.getMessage()));
    }
    return Response.text(status == 504 ? "Gateway Timeout\n" : "Bad Gateway\n").withStatus(status);
  }

  /** Asks each upstream for a path again and again, until the result is closed. */
  public AutoCloseable check(String path) {
    return check(path, UpstreamClient.shared(), Timer.OF_THE_PROCESS);
  }

  HealthChecks check(String path, UpstreamClient client, Timer timer) {
    return HealthChecks.start(route, upstreams, client, timer, path);
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
