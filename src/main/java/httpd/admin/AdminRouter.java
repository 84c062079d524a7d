package httpd.admin;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.http.Preferences;
import httpd.route.PathPattern;
import httpd.route.Route;
import httpd.route.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The way of a request to the part that it asks for.
 *
 * <pre>
 *   host check ─► --auth ─► guard against other sites ─► below the prefix:
 *
 *     /          the list of what there is
 *     /NAME...   the part of that name, an {@link AdminPart}
 *     others     404, with the same list
 * </pre>
 */
public final class AdminRouter implements Handler {

  /** Where it is, unless {@code --admin} names another path. */
  public static final String PREFIX = "/-/";

  /** What it is in a list of routes. */
  static final String NAME = "admin";

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final List<String> READS = List.of("GET", "HEAD");

  private final List<AdminPart> parts;
  private final Router router;

  private AdminRouter(List<AdminPart> parts) {
    this.parts = List.copyOf(parts);
    var routes = new ArrayList<Route>();
    parts.forEach(part -> routes.addAll(part.routes()));
    this.router = Router.of(routes);
  }

  /**
   * Returns a route to these parts.
   *
   * @param guard refuses pages of other sites
   */
  public static Route at(String prefix, List<AdminPart> parts, UnaryOperator<Handler> guard) {
    return new Route(Set.of(), PathPattern.of(prefix), guard.apply(new AdminRouter(parts)));
  }

  @Override
  public Response handle(Request request) throws Exception {
    var below = request.stripped();
    var segments = below.path().split("/", -1);
    if (below.path().equals("/")) {
      return front(below);
    }
    return parts.stream().anyMatch(part -> part.name().equals(segments[1]))
        ? router.handle(below)
        : notFound(below);
  }

  /** No option lets a page of another site in. */
  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    throw why.status() == FORBIDDEN
        ? new HttpException(
            FORBIDDEN, "A page of another site may neither see nor stop what goes on here")
        : why;
  }

  private Response front(Request request) {
    if (!READS.contains(request.method())) {
      throw HttpException.methodNotAllowed(request, READS);
    }
    var accepted = Preferences.of(request.headers().all("Accept"));
    return accepted.of("text/html", 0) > accepted.of("application/json", 0)
        ? AdminPage.answer(request)
        : list(request).withHeader("Vary", "Accept");
  }

  private Response list(Request request) {
    return AdminJson.response(json(request));
  }

  private Response notFound(Request request) {
    return list(request).withStatus(NOT_FOUND);
  }

  private String json(Request request) {
    var base = request.basePath();
    try (var json = JsonWriter.ofAscii()) {
      json.object().array("parts");
      for (var part : parts) {
        json.object().add("href", base + "/" + part.name()).add("what", part.what()).end();
      }
      return json.end().end().take();
    }
  }

  @Override
  public String toString() {
    return NAME;
  }
}
