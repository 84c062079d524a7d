package httpd.admin;

import httpd.Response;

/** An answer of the admin place for programs. */
final class AdminJson {

  private AdminJson() {}

  /** Returns JSON, which is not kept: it is of this moment. */
  static Response response(String json) {
    return Response.text(json + "\n")
        .withHeader("Content-Type", "application/json")
        .withHeader("Cache-Control", "no-store");
  }
}
