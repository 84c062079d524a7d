package httpd.file;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import java.io.IOException;

/**
 * Redirects the path of a route's directory to the path with a slash, so that relative links in its
 * page work; {@link DirectoryHandler} does so for directories below.
 */
public record DirectoryRedirect(String name) implements Handler {

  @Override
  public Response handle(Request request) throws IOException {
    return ReadOnly.answer(request, () -> of(request));
  }

  @Override
  public boolean mayBlock(Request request) {
    return false;
  }

  /**
   * Answers 301 to the same path with a slash and the same query. {@code Location} is relative, so
   * it never names another host, and it is right if a proxy removes a prefix of the path.
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
