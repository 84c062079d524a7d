package httpd.admin;

import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamState;
import httpd.upstream.connect.ConnectionCounts;
import java.util.List;
import java.util.Locale;

/** The servers that requests are passed on to: {@code /upstreams}. */
public final class UpstreamsHandler {

  private final Administered server;

  private UpstreamsHandler(Administered server) {
    this.server = server;
  }

  /** Returns the part of the admin place. */
  public static AdminPart part(Administered server) {
    return AdminPart.read(
        "upstreams",
        "servers that requests are passed on to: state, connections",
        new UpstreamsHandler(server)::list);
  }

  private Response list(Request request) throws Exception {
    var those =
        server.served().stream()
            .filter(route -> route.handler() instanceof UpstreamState.Owner)
            .toList();
    try (var json = JsonWriter.ofAscii().object()) {
      json.array("upstreams");
      if (!those.isEmpty()) {
        write(json, those);
      }
      return AdminJson.response(json.blank("\n").end().end().take());
    }
  }

  private void write(JsonWriter json, List<ServedRoute> routes) throws Exception {
    var counts = server.await(UpstreamClient.shared().connections());
    for (var route : routes) {
      for (var upstream : ((UpstreamState.Owner) route.handler()).upstreamStates()) {
        var count = counts.getOrDefault(upstream.address().origin(), ConnectionCounts.NONE);
        json.blank("\n")
            .object()
            .add("route", route.path())
            .add("upstream", upstream.address().url())
            .add("state", upstream.kind().name().toLowerCase(Locale.ROOT))
            .add("why", upstream.why())
            .add("busy", count.busy())
            .add("idle", count.idle())
            .end();
      }
    }
  }
}
