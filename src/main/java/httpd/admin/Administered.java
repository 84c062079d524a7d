package httpd.admin;

import httpd.limit.Limits;
import httpd.route.Route;
import httpd.server.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server that is looked at, and what it is about. Safe for all threads.
 *
 * <pre>
 *   STARTING ── serving(server) ──► SERVING ── draining() ──► DRAINING
 * </pre>
 */
public final class Administered {

  /** Where the server is between its start and its stop. */
  public enum Phase {
    STARTING,
    SERVING,
    DRAINING
  }

  private final Limits limits;
  private volatile List<Route> routes = List.of();
  private volatile @Nullable Server server;
  private volatile Phase phase = Phase.STARTING;

  /** One that is starting, with these limits. */
  public Administered(Limits limits) {
    this.limits = limits;
  }

  /** The server listens. */
  public void serving(Server server) {
    this.server = server;
    phase = Phase.SERVING;
  }

  /** The server stops. */
  public void draining() {
    phase = Phase.DRAINING;
  }

  /** Sets the routes of the server. */
  public void setRoutes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** Returns the routes as the command line has them; their handlers say what they are. */
  public List<Route> routes() {
    return routes;
  }

  public Phase phase() {
    return phase;
  }

  /** Returns the server; null while it is starting. */
  public @Nullable Server server() {
    return server;
  }

  public Limits limits() {
    return limits;
  }
}
