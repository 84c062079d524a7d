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
    if (tag == null || !tag.startsWith("\"")) {
      return response;
    }
    var weak = "W/" + tag;
    var known = String.join(",", request.headers().all("If-None-Match"));
    boolean isWeak = known.contains(weak) && !known.replace(weak, "").contains(tag);
    return isWeak ? response.withHeader("ETag", weak) : response;
  }
}
