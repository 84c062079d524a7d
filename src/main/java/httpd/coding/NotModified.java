package httpd.coding;

import httpd.Request;
import httpd.Response;

/**
 * The entity tag of a 304: as the 200 has it that the client keeps (RFC 9110, section 15.4.5), and
 * which it names in {@code If-None-Match}.
 */
final class NotModified {

  private NotModified() {}

  static Response of(Request request, Response response) {
    var tag = response.headers().get("ETag");
    var known = String.join(",", request.headers().all("If-None-Match"));
    boolean isStrong = tag != null && tag.startsWith("\"");
    return isStrong && names(known, "W/" + tag) && !names(known.replace("W/" + tag, ""), tag)
        ? response.withHeader("ETag", "W/" + tag)
        : response;
  }

  private static boolean names(String known, String tag) {
    return known.contains(tag);
  }
}
