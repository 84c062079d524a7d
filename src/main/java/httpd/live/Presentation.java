package httpd.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.line.LineSource;
import httpd.line.heartbeat.HeartbeatSource;
import httpd.sse.OwnEvents;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a route shows live lines.
 *
 * @param only to every client; null for what each asks for
 * @param last lines that a client gets first if it does not ask for a number
 * @param ping silence after which a client that asks for {@code ?ping} gets an event of that name;
 *     zero for none
 * @param slow what becomes of a reader that falls behind
 * @param page answers a client that wants a page, and asks for the lines at the same address; null
 *     to give it plain lines
 */
public record Presentation(
    @Nullable View only, int last, Duration ping, SlowReaderPolicy slow, @Nullable Handler page) {

  /** By {@code Accept}, with the live page, pings after 15 seconds; who falls behind is cut. */
  public static final Presentation DEFAULT =
      new Presentation(null, 0, Duration.ofSeconds(15), SlowReaderPolicy.CUT, new LivePage());

  private static final ServerSentEvent PING = ServerSentEvent.of("").withEvent(OwnEvents.PING);

  /** The same with one view for all; null for what each asks for. */
  public Presentation withOnly(@Nullable View only) {
    return new Presentation(only, last, ping, slow, page);
  }

  /** The same with another number of lines to begin with. */
  public Presentation withLast(int last) {
    return new Presentation(only, last, ping, slow, page);
  }

  /** The same with another time between pings. */
  public Presentation withPing(Duration ping) {
    return new Presentation(only, last, ping, slow, page);
  }

  /** The same with another fate for slow readers. */
  public Presentation withSlow(SlowReaderPolicy slow) {
    return new Presentation(only, last, ping, slow, page);
  }

  /** The same with a page. */
  public Presentation withPage(Handler page) {
    return new Presentation(only, last, ping, slow, page);
  }

  /** How to show them to the client that asks; a form that posts gets what that starts, no page. */
  View view(Request request) {
    var view = only == null ? View.of(request) : only;
    boolean hasPage = page != null && Set.of("GET", "HEAD").contains(request.method());
    return view == View.PAGE && !hasPage ? View.LINES : view;
  }

  /** The page; only for who is to have {@link View#PAGE}. */
  Response page(Request request) throws Exception {
    return varied(Objects.requireNonNull(page, "page").handle(request));
  }

  /** Plain lines. */
  Response lines(LineSource lines) {
    return varied(new Response(200, Headers.EMPTY, new Body.Lines(lines)));
  }

  /** What is framed as events, with pings if the client asks for some. */
  public Response events(Request request, LineSource events) {
    boolean pings = request.query().has("ping") && !ping.isZero();
    return varied(
        Response.ofEvents(pings ? new HeartbeatSource(events, ping, PING.toLine()) : events));
  }

  /** What is an event stream already. */
  Response verbatim(LineSource lines) {
    return Response.ofEvents(lines);
  }

  /** Tells caches that another client may get another view. */
  Response varied(Response response) {
    return only == null ? response.plusHeader("Vary", "Accept") : response;
  }

  /**
   * The id of the last event that a client had, if it says so: {@code Last-Event-ID}, which
   * browsers send in UTF-8, before what its address says, which stays the same when it reconnects.
   */
  public static @Nullable String lastEventId(Request request) {
    var header = request.header("Last-Event-ID");
    if (header != null && !header.isEmpty()) {
      return new String(header.getBytes(ISO_8859_1), UTF_8);
    }
    var asked = request.query("last-event-id");
    return asked == null ? request.query("after") : asked;
  }
}
