package httpd.proxy;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.line.LineSource;
import httpd.line.log.ServerLog;
import httpd.proxy.Upstreams.Member;
import httpd.upstream.Reception;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamResponse;
import httpd.upstream.request.UpstreamException;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to the upstreams of a route, one after the other, until one answers.
 *
 * <p>Another one is asked after an upstream that could not be reached, and after one that closed
 * the connection without a response, if the request may be sent twice: it is idempotent and has no
 * content. A request that an upstream may have acted on is sent once.
 */
final class UpstreamTurns {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** RFC 9110, section 9.2.2. */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final ProxyRoute route;
  private final Upstreams upstreams;
  private final UpstreamClient client;

  /** A response, and where it came from. */
  record Answered(UpstreamCall call, UpstreamResponse head, Member upstream) {}

  UpstreamTurns(ProxyRoute route, Upstreams upstreams, UpstreamClient client) {
    this.route = route;
    this.upstreams = upstreams;
    this.client = client;
  }

  /**
   * Waits for the head of a response.
   *
   * @param body as {@link #body} returns it
   * @param eventsInPieces whether an event stream comes as it arrives, not by line
   * @throws HttpException 503 if all upstreams are down
   */
  Answered ask(Request request, Headers headers, @Nullable LineSource body, boolean eventsInPieces)
      throws UpstreamException, InterruptedException {
    UpstreamException last = null;
    for (var upstream : upstreams.inTurn()) {
      try {
        var call = call(upstream, request, headers, body, eventsInPieces);
        var head = response(call);
        upstream.takeBack();
        return new Answered(call, head, upstream);
      } catch (UpstreamException e) {
        if (!e.isBeforeSending() && !(e.isUnanswered() && mayBeSentTwice(request, body))) {
          throw e;
        }
        setAside(upstream, e);
        last = e;
      }
    }
    if (last == null) {
      throw new HttpException(503, "Every upstream of this path is down: its last check failed");
    }
    throw last;
  }

  private UpstreamCall call(
      Member upstream,
      Request request,
      Headers headers,
      @Nullable LineSource body,
      boolean eventsInPieces) {
    var target = UpstreamTarget.of(upstream.address().target(), request);
    return client.pass(
        request.method(),
        upstream.address().withTarget(target),
        headers,
        body,
        length(request),
        route.limits(),
        request.client().eventLoop(),
        new Reception(eventsInPieces, hints -> passOn(hints, request)));
  }

  private static void passOn(Headers hints, Request request) {
    request.client().earlyHints(Headers.of(HopByHop.without(hints, hints)));
  }

  private static UpstreamResponse response(UpstreamCall call)
      throws UpstreamException, InterruptedException {
    try {
      return call.response();
    } catch (InterruptedException clientHasGone) {
      call.close();
      throw clientHasGone;
    }
  }

  private static boolean mayBeSentTwice(Request request, @Nullable LineSource body) {
    return body == null && IDEMPOTENT.contains(request.method()) && !request.client().mayUpgrade();
  }

  private void setAside(Member upstream, UpstreamException failure) {
    if (upstream.setAside(String.valueOf(failure.getMessage())) && upstreams.size() > 1) {
      LOG.log(
          Level.WARNING,
          "an upstream of "
              + route.name()
              + (failure.isUnanswered() ? " does not answer" : " cannot be reached")
              + ", the others are asked: "
              + failure.getMessage());
    }
  }

  /** The content of a request; null if it has none. */
  static @Nullable LineSource body(Request request) {
    boolean follows =
        length(request) > 0
            || request.headers().has("Transfer-Encoding")
            || followsOnStream(request);
    return follows ? request.body() : null;
  }

  /** Nothing in the head of a stream of HTTP/2 says so. */
  private static boolean followsOnStream(Request request) {
    return request.client().protocol().equals("HTTP/2")
        && request.header("Content-Length") == null
        && request.body().announced() < 0;
  }

  /** The length of the request's body; negative if it is unknown. */
  private static long length(Request request) {
    var length = request.header("Content-Length");
    boolean told = length != null && !request.headers().has("Transfer-Encoding");
    return told ? Long.parseLong(length) : -1;
  }
}
