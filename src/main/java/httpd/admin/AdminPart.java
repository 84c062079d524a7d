package httpd.admin;

import httpd.Handler;
import httpd.route.Route;
import java.util.List;

/**
 * One thing that the admin place shows.
 *
 * @param name its first path segment: {@code streams}
 * @param what it is, for the list of what there is
 * @param routes as they are below the admin place: {@code /streams} and {@code /streams/{id}}
 */
public record AdminPart(String name, String what, List<Route> routes) {

  /** Copies the list. */
  public AdminPart {
    routes = List.copyOf(routes);
  }

  /** A part with one path, {@code /NAME}, that is read. */
  public static AdminPart read(String name, String what, Handler handler) {
    return new AdminPart(name, what, List.of(Route.get("/" + name, handler)));
  }
}
