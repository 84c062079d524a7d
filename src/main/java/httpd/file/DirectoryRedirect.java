package httpd.file;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/**
 * From a folder's path without a slash at its end to the one with it, so that the links in its page
 * lead to what is in it. For the route of the folder itself; what lies below it redirects by
 * itself.
 *
 * @param name what is served there, for the table of routes
 */
public record DirectoryRedirect(String name) implements Handler {

  @Override
  public Response handle(Request request) {
    return ReadOnly.takes(request) ? of(request) : ReadOnly.refuse(request);
  }

  /**
   * 301 to the same path with a slash, the query kept. The target is relative to the path, and so
   * never another host, and right behind a proxy that takes a prefix away.
   */
  static Response of(Request request) {
    var last = request.path().substring(request.path().lastIndexOf('/') + 1);
    var query = request.query().raw();
    return Response.text("")
        .withStatus(301)
        .withHeader("Cache-Control", "no-cache")
        .withHeader("Location", "./" + last + "/" + (query.isEmpty() ? "" : "?" + query));
  }

  @Override
  public String toString() {
    return name;
  }
}
