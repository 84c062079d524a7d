package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.ListSource;
import httpd.line.Timer;
import httpd.live.Presentation;
import httpd.upstream.UpstreamCall;
import httpd.upstream.UpstreamClient;
import httpd.upstream.request.UpstreamException;
import java.time.Duration;
import java.util.List;

/**
 * Gives each client an event stream of its own from another server, which goes on while that
 * restarts ({@link ReconnectingSource}). It begins whether the upstream is there or not.
 *
 * <p>The handler's thread waits a moment for the head of the upstream's first response. A response
 * that says that there is no stream, as 404 does, is passed on.
 */
public final class PersistentEventsHandler implements Handler {

  /** The longest wait for the first head. */
  private static final Duration FIRST_HEAD = Duration.ofSeconds(2);

  private final ProxyRoute route;
  private final Upstreams upstreams;
  private final Presentation presentation;
  private final UpstreamClient client;
  private final Duration firstHead;
  private final Backoff delays;
  private final Outage outage;
  private final Hops hops = new Hops("GET, HEAD");

  public PersistentEventsHandler(ProxyRoute route, Presentation presentation) {
    this(route, presentation, UpstreamClient.shared(), FIRST_HEAD, Backoff.USUAL);
  }

  PersistentEventsHandler(
      ProxyRoute route,
      Presentation presentation,
      UpstreamClient client,
      Duration firstHead,
      Backoff delays) {
    this.route = route;
    this.upstreams = new Upstreams(route.upstreams());
    this.presentation = presentation;
    this.client = client;
    this.firstHead = firstHead;
    this.delays = delays;
    this.outage = new Outage(route.name());
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    var own = hops.answer(request);
    if (own != null) {
      return own;
    }
    if (request.method().equals("HEAD")) {
      return presentation.events(request, new ListSource(List.of()));
    }
    request.client().answerWillStream();
    var lastId = lastEventId(request);
    var asked = new PerClientUpstream(request, hops, route, upstreams, client, outage);
    var call = begin(asked, lastId);
    var head = call.head();
    return head != null && isForClient(head.status())
        ? ProxyHandler.response(head, asked.locationsOf(head))
        : presentation.events(
            request,
            new ReconnectingSource(asked, true, call, lastId, delays, Timer.OF_THE_PROCESS));
  }

  ProxyRoute route() {
    return route;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  /** Asks the upstreams in turn, until one is reached or the time is over. */
  private UpstreamCall begin(ReconnectingUpstream asked, String lastId)
      throws InterruptedException {
    for (int left = upstreams.size(); true; left--) {
      var call = asked.ask(lastId);
      try {
        call.response(firstHead);
        return call;
      } catch (UpstreamException e) {
        if (!e.isBeforeSending() || left == 1) {
          return call; // The source goes on from here.
        }
        asked.isGone(ReconnectingSource.loss(e));
      } catch (InterruptedException clientHasGone) {
        call.close();
        throw clientHasGone;
      }
    }
  }

  /** Whether a status is final, so that asking again would not help. */
  private static boolean isForClient(int status) {
    return switch (status) {
      case 204 -> true;
      case 408, 425, 429 -> false;
      case 508 -> true; // A loop stays one.
      default -> status >= 300 && status < 500;
    };
  }

  /** The last event id, each character one byte, as in a header field. */
  private static String lastEventId(Request request) {
    var id = Presentation.lastEventId(request);
    if (id == null) {
      return "";
    }
    if (id.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new HttpException(400, "the last event id has a control character in it");
    }
    return new String(id.getBytes(UTF_8), ISO_8859_1);
  }

  @Override
  public String toString() {
    return route.name();
  }
}
