package httpd.server;

import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.http.HeaderList;
import httpd.http.WebOrigin;
import org.jspecify.annotations.Nullable;

/**
 * The fields with which a browser lets a page of an allowed origin read a response (CORS, Fetch
 * section 3.3). Such a page may not send credentials (cookies).
 */
final class CorsHeaders {

  private static final String EXPOSED =
      "Httpd-Position, Httpd-Oldest, Httpd-Newest, Httpd-Event-Id, Httpd-Run, Httpd-Exit,"
          + " Httpd-Ended, ETag, Location, Allow, Retry-After, Content-Range, Accept-Ranges,"
          + " Content-Encoding, Date, Vary,"
          + " Stream-Next-Offset, Stream-Up-To-Date, Stream-Closed, Stream-Cursor, Stream-TTL,"
          + " Stream-Expires-At, Stream-SSE-Data-Encoding, Producer-Epoch, Producer-Seq,"
          + " Producer-Expected-Seq, Producer-Received-Seq";

  private static final String MAX_AGE_SECONDS = "600";

  private final SitePolicy policy;

  CorsHeaders(SitePolicy policy) {
    this.policy = policy;
  }

  @Nullable Response preflight(Request request) {
    var method = request.header("Access-Control-Request-Method");
    if (!request.method().equals("OPTIONS")
        || method == null
        || allowed(request.headers()) == null) {
      return null;
    }
    var asked = request.headers().all("Access-Control-Request-Headers");
    var answer =
        Response.status(204)
            .withHeader("Access-Control-Allow-Methods", method)
            .withHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    if (!asked.isEmpty()) {
      answer = answer.withHeader("Access-Control-Allow-Headers", String.join(", ", asked));
    }
    return request.headers().has("Access-Control-Request-Private-Network")
        ? answer.withHeader("Access-Control-Allow-Private-Network", "true")
        : answer;
  }

  /** Adds the fields for a page of an allowed origin, unless the response has its own. */
  Response added(Headers request, Response response) {
    if (policy.origins().isEmpty()
        || response.status() == 101
        || response.headers().has("Access-Control-Allow-Origin")) {
      return response;
    }
    var varied = varies(response) ? response : response.plusHeader("Vary", "Origin");
    var origin = allowed(request);
    return origin == null
        ? varied
        : varied
            .withHeader("Access-Control-Allow-Origin", origin)
            .withHeader("Access-Control-Expose-Headers", EXPOSED);
  }

  private static boolean varies(Response response) {
    var varied = response.headers().all("Vary");
    return HeaderList.has(varied, "*") || HeaderList.has(varied, "Origin");
  }

  /** Returns the request's origin as the browser wrote it, if it is allowed. */
  private @Nullable String allowed(Headers request) {
    var origins = request.all("Origin");
    return origins.size() == 1 && policy.allows(WebOrigin.parse(origins.getFirst()))
        ? origins.getFirst()
        : null;
  }
}
