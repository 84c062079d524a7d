package httpd.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.line.LineSource;
import httpd.sse.Beat;
import httpd.sse.HeartbeatSource;
import httpd.sse.OwnEvents;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a route presents live lines.
 *
 * @param only the view for all clients; null for the view that each client asks for
 * @param last how many lines a client gets first that does not ask for a number
 * @param ping the silence after which a client that asked for {@code ?ping} gets an event of that
 *     name; zero for none
 * @param slow what to do with a client that falls behind
 * @param page what a browser gets
 */
public record Presentation(
    @Nullable View only, int last, Duration ping, SlowReaderPolicy slow, LivePage page) {

  /** The view that the client asks for, pings after 15 seconds; slow clients are cut. */
  public static final Presentation DEFAULT =
      new Presentation(null, 0, Duration.ofSeconds(15), SlowReaderPolicy.CUT, new LivePage());

  private static final Beat PING =
      Beat.of(ServerSentEvent.of("").withEvent(OwnEvents.PING).toLine());
  private static final Set<String> PAGE_METHODS = Set.of("GET", "HEAD");

  public Presentation withOnly(@Nullable View only) {
    return new Presentation(only, last, ping, slow, page);
  }

  public Presentation withLast(int last) {
    return new Presentation(only, last, ping, slow, page);
  }

  public Presentation withPing(Duration ping) {
    return new Presentation(only, last, ping, slow, page);
  }

  public Presentation withSlow(SlowReaderPolicy slow) {
    return new Presentation(only, last, ping, slow, page);
  }

  public Presentation withPage(LivePage page) {
    return new Presentation(only, last, ping, slow, page);
  }

  /**
   * The view for a request: a handler before this one may need a certain one. The page needs GET or
   * HEAD: a form that posts gets plain lines.
   */
  public View view(Request request) {
    var needed = request.value(View.NEEDED);
    if (needed != null) {
      return needed;
    }
    var view = only == null ? View.of(request) : only;
    return view == View.PAGE && !PAGE_METHODS.contains(request.method()) ? View.LINES : view;
  }

  /** The page, which asks for the events at the same address. */
  public Response page(Request request) {
    return varied(page.handle(request));
  }

  /** Plain lines. */
  public Response lines(LineSource lines) {
    return varied(new Response(200, Headers.EMPTY, new Body.Lines(lines)));
  }

  /** Framed events, with pings if the client asks for them. */
  public Response events(Request request, LineSource events) {
    boolean pings = request.query().has("ping") && !ping.isZero();
    return varied(Response.ofEvents(pings ? new HeartbeatSource(events, ping, PING) : events));
  }

  /** Tells caches that another client may get another view. */
  public Response varied(Response response) {
    return only == null ? response.plusHeader("Vary", "Accept") : response;
  }

  /**
   * The id of the last event that a client received, or null. {@code Last-Event-ID}, which browsers
   * send in UTF-8, takes precedence over the query, which stays the same on reconnection.
   */
  public static @Nullable String lastEventId(Request request) {
    var header = request.header("Last-Event-ID");
    if (header != null && !header.isEmpty()) {
      return new String(header.getBytes(ISO_8859_1), UTF_8);
    }
    var inQuery = request.query("last-event-id");
    return inQuery == null ? request.query("after") : inQuery;
  }
}
