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
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import java.time.Duration;
import java.util.List;

/**
 * To every client an event stream of its own from another server, which goes on while that is
 * restarted ({@link ReconnectingSource}). It begins whether the upstream is there or not.
 *
 * <p>The handler's thread waits a moment for the head of the upstream's first response: what says
 * that there is no stream to be had, as 404 does, is passed on as it is.
 */
public final class PersistentEventsHandler implements Handler {

  /** How long a client may be kept waiting for that: 2 s. */
  private static final Duration FIRST_HEAD = Duration.ofSeconds(2);

  private final String name;
  private final Upstreams upstreams;
  private final UpstreamLimits limits;
  private final TrustedProxies trusted;
  private final Presentation presentation;
  private final UpstreamClient client;
  private final Duration firstHead;
  private final Backoff delays;
  private final Outage outage;
  private final boolean keepsHost;
  private final Hops hops = new Hops("GET, HEAD");

  /**
   * A handler that uses the client of the process.
   *
   * @param name as the command line calls it
   * @param upstreams at least one; they take turns
   * @param keepsHost whether an upstream is told the client's {@code Host} instead of its own name
   */
  public PersistentEventsHandler(
      String name,
      List<UpstreamAddress> upstreams,
      UpstreamLimits limits,
      TrustedProxies trusted,
      boolean keepsHost,
      Presentation presentation) {
    this(
        name,
        new Upstreams(upstreams),
        limits,
        trusted,
        keepsHost,
        presentation,
        UpstreamClient.shared(),
        FIRST_HEAD,
        Backoff.USUAL);
  }

  PersistentEventsHandler(
      String name,
      Upstreams upstreams,
      UpstreamLimits limits,
      TrustedProxies trusted,
      boolean keepsHost,
      Presentation presentation,
      UpstreamClient client,
      Duration firstHead,
      Backoff delays) {
    this.name = name;
    this.upstreams = upstreams;
    this.limits = limits;
    this.trusted = trusted;
    this.keepsHost = keepsHost;
    this.presentation = presentation;
    this.client = client;
    this.firstHead = firstHead;
    this.delays = delays;
    this.outage = new Outage(name);
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
    var asked =
        new PerClientUpstream(request, hops, trusted, keepsHost, upstreams, client, limits, outage);
    var call = begin(asked, lastId);
    var head = call.head();
    return head != null && isForClient(head.status())
        ? ProxyHandler.response(head, asked.locationsOf(head))
        : presentation.events(
            request,
            new ReconnectingSource(
                asked, EventFraming.EVENTS, call, lastId, delays, Timer.OF_THE_PROCESS));
  }

  /** The first of the upstreams that can be reached, as far as that is known in time. */
  private UpstreamCall begin(ReconnectingUpstream asked, String lastId)
      throws InterruptedException {
    for (int left = upstreams.size(); true; left--) {
      var call = asked.ask(lastId);
      try {
        call.response(firstHead);
        return call;
      } catch (UpstreamException e) {
        if (!e.isBeforeSending() || left == 1) {
          return call; // The lines see to it.
        }
        asked.isGone(ReconnectingSource.loss(e));
      } catch (InterruptedException clientHasGone) {
        call.close();
        throw clientHasGone;
      }
    }
  }

  /** Nothing that a little patience would change. */
  private static boolean isForClient(int status) {
    return switch (status) {
      case 204 -> true;
      case 408, 425, 429 -> false;
      case 508 -> true; // A loop does not mend.
      default -> status >= 300 && status < 500;
    };
  }

  /** In bytes, as a browser would have sent it. */
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
    return name;
  }
}
