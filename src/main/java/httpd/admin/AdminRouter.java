package httpd.admin;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
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

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final List<AdminPart> parts;
  private final Router router;

  private AdminRouter(List<AdminPart> parts) {
    this.parts = List.copyOf(parts);
    var routes = new ArrayList<Route>();
    parts.forEach(part -> routes.addAll(part.routes()));
    routes.add(Route.get("/", this::front));
    this.router = Router.of(routes).notFound(this::notFound);
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
    return router.handle(request.stripped());
  }

  /** No option lets a page of another site in. */
  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    throw why.status() == FORBIDDEN
        ? new HttpException(
            FORBIDDEN, "A page of another site may neither see nor stop what goes on here")
        : why;
  }

  /** A route of {@code /} takes all that no part does. */
  private Response front(Request request) {
    return request.path().equals("/") ? list(request) : notFound(request);
  }

  private Response list(Request request) {
    return Response.text(json(request)).withHeader("Content-Type", "application/json");
  }

  private Response notFound(Request request) {
    return list(request).withStatus(NOT_FOUND);
  }

  private String json(Request request) {
    var base = request.basePath();
    try (var json = JsonWriter.ofUnicode()) {
      json.object().array("parts");
      for (var part : parts) {
        json.object().add("href", base + "/" + part.name()).add("what", part.what()).end();
      }
      return json.end().end().take() + "\n";
    }
  }

  @Override
  public String toString() {
    return "admin";
  }
}
