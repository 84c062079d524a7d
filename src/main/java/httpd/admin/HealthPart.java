package httpd.admin;

import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.route.Route;
import httpd.server.Server;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Whether the server is live, and whether it is ready for requests.
 *
 * <pre>
 *                     starting       serving        draining     an event loop hangs
 *   /health/live      200 starting   200 live       200 live     503 hung
 *   /health/ready     503 starting   200 ready      503 draining 503 hung
 *   /health           as ready
 * </pre>
 */
public final class HealthPart {

  private static final long PATIENCE_MILLIS = 2000;
  private static final int UNAVAILABLE = 503;

  private final Administered administered;

  private HealthPart(Administered administered) {
    this.administered = administered;
  }

  /** Returns the part for a server. */
  public static AdminPart of(Administered administered) {
    var part = new HealthPart(administered);
    return new AdminPart(
        "health",
        "whether the server is live, and ready or draining",
        List.of(
            Route.get("/health", part::ready),
            Route.get("/health/ready", part::ready),
            Route.get("/health/live", part::live)));
  }

  private Response live(Request request) {
    return switch (administered.phase()) {
      case STARTING -> answer(200, "starting");
      case SERVING, DRAINING -> hangs() ? answer(UNAVAILABLE, "hung") : answer(200, "live");
    };
  }

  private Response ready(Request request) {
    return switch (administered.phase()) {
      case SERVING -> hangs() ? answer(UNAVAILABLE, "hung") : answer(200, "ready");
      case STARTING, DRAINING ->
          answer(UNAVAILABLE, administered.phase().name().toLowerCase(Locale.ROOT));
    };
  }

  private boolean hangs() {
    var server = administered.server();
    return server != null && hangs(server);
  }

  /** Loops that have ended, as at the end of a stop, do not hang. */
  private static boolean hangs(Server server) {
    return !server
        .probe()
        .handle((done, loopHasEnded) -> true)
        .completeOnTimeout(false, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }

  private static Response answer(int status, String what) {
    try (var json = JsonWriter.ofAscii()) {
      return Response.text(json.object().add("status", what).end().take() + "\n")
          .withStatus(status)
          .withHeader("Content-Type", "application/json")
          .withHeader("Cache-Control", "no-store");
    }
  }
}
