package httpd.file;

import httpd.Request;
import httpd.Response;

/** What can be read and not written: GET and HEAD. */
final class ReadOnly {

  private ReadOnly() {}

  static boolean takes(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  /** RFC 9110, section 15.5.6. */
  static Response refuse(Request request) {
    return Response.text(request.path() + " takes GET, HEAD, not " + request.method() + "\n")
        .withStatus(405)
        .withHeader("Allow", "GET, HEAD");
  }
}
