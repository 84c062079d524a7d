package httpd.server;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.http.HeaderList;
import httpd.http.WebOrigin;
import org.jspecify.annotations.Nullable;

/**
 * What a browser needs to give a response to a page of another, allowed origin (CORS, Fetch section
 * 3.3). Requests with credentials (cookies) are not among what such a page may send.
 */
final class CorsHeaders {

  private static final String EXPOSED =
      "Httpd-Position, Httpd-Oldest, Httpd-Newest, Httpd-Event-Id, ETag, Location, Allow,"
          + " Retry-After, Content-Range, Accept-Ranges, Content-Encoding, Date, Vary";

  /** How long a browser may remember a preflight. */
  private static final String MAX_AGE_SECONDS = "600";

  private final SitePolicy policy;

  CorsHeaders(SitePolicy policy) {
    this.policy = policy;
  }

  /** The answer to a preflight of an allowed page; null if the request is not a preflight. */
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

  /** The response with what a page of an allowed origin needs; its own such fields stay alone. */
  Response added(Headers request, Response response) {
    if (policy.origins().isEmpty()
        || response.body() instanceof Body.Tunnel
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

  /** The request's origin as the browser wrote it, if it is allowed. */
  private @Nullable String allowed(Headers request) {
    var origins = request.all("Origin");
    return origins.size() == 1 && policy.allows(WebOrigin.parse(origins.getFirst()))
        ? origins.getFirst()
        : null;
  }
}
