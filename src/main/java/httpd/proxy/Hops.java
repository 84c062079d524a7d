package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.HeaderList;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hops of a request, as one route sees them: the route's name in {@code Via} (RFC 9110, section
 * 7.6.3), and its own answer to a request whose {@code Max-Forwards} is used up (7.6.2) or that has
 * come here before.
 */
final class Hops {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final int LOOP_DETECTED = 508;

  private static final List<String> LIMITED = List.of("OPTIONS", "TRACE");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** The largest limit that is passed on. */
  private static final int MOST = 999_999_999;

  /** Parts of names of fields that a trace leaves out (RFC 9110, section 9.3.8). */
  private static final Pattern SENSITIVE =
      Pattern.compile("auth|cookie|credential|key|passw|secret|session|token");

  private final String name =
      "httpd-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

  private final String allow;

  /**
   * Makes the hops of a route, with a name that no other route and process has: a chain of two
   * servers is not a loop.
   *
   * @param allow the methods, for {@code OPTIONS}
   */
  Hops(String allow) {
    this.allow = allow;
  }

  String via(Headers received) {
    var before = String.join(", ", received.all("Via"));
    return (before.isEmpty() ? "" : before + ", ") + "1.1 " + name;
  }

  /**
   * The route's own response, or null if the request is to be passed on.
   *
   * @throws HttpException 400 if {@code Max-Forwards} limits the request, but is not a number
   */
  @Nullable Response answer(Request request) {
    if (hasBeenHere(request.headers())) {
      var what = "the request came back to the route that had passed it on";
      LOG.log(
          System.Logger.Level.WARNING,
          "%s: answered %s, %s: the upstream leads here"
              .formatted(LogText.request(request.method(), request.path()), LOOP_DETECTED, what));
      return Response.text("Loop Detected: " + what + "\n").withStatus(LOOP_DETECTED);
    }
    if (limit(request) != 0) {
      return null;
    }
    return request.method().equals("TRACE")
        ? Response.text(trace(request)).withHeader("Content-Type", "message/http")
        : Response.status(204).withHeader("Allow", allow);
  }

  static @Nullable String limitPassedOn(Request request) {
    int limit = limit(request);
    return limit > 0 ? Integer.toString(limit - 1) : null;
  }

  /** Whether {@code Max-Forwards} has a meaning for the method of this request. */
  static boolean isLimited(Request request) {
    return LIMITED.contains(request.method());
  }

  /**
   * The limit, or -1. One that is not a number is refused: the next server could read it in another
   * way, and a loop would not end where the client wished.
   */
  private static int limit(Request request) {
    var limits = request.headers().all("Max-Forwards");
    if (!isLimited(request) || limits.isEmpty()) {
      return -1;
    }
    if (limits.size() > 1 || !NUMBER.matcher(limits.getFirst()).matches()) {
      throw new HttpException(400, "Max-Forwards is not a number");
    }
    var digits = limits.getFirst().replaceFirst("^0+(?=.)", "");
    return digits.length() > 9 ? MOST : Integer.parseInt(digits);
  }

  private boolean hasBeenHere(Headers headers) {
    return HeaderList.of(headers.all("Via")).stream()
        .map(hop -> hop.split("[ \t]+"))
        .anyMatch(hop -> hop.length > 1 && hop[1].equalsIgnoreCase(name));
  }

  /** The request as received, without fields that could hold secrets. */
  private static String trace(Request request) {
    var query = request.query().raw();
    var text = new StringBuilder(request.method()).append(' ').append(request.path());
    text.append(query.isEmpty() ? "" : "?" + query).append(" HTTP/1.1\r\n");
    for (var field : request.headers()) {
      if (!SENSITIVE.matcher(HopByHop.alias(field.name())).find()) {
        text.append(field.name()).append(": ").append(field.value()).append("\r\n");
      }
    }
    return new String(text.append("\r\n").toString().getBytes(ISO_8859_1), UTF_8);
  }
}
