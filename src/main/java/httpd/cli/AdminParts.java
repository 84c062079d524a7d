package httpd.cli;

import httpd.admin.AdminPart;
import httpd.admin.Administered;
import httpd.admin.CommandsHandler;
import httpd.admin.HealthPart;
import httpd.admin.LimitsHandler;
import httpd.admin.OpenStreamsHandler;
import httpd.admin.TopicsHandler;
import httpd.admin.UpstreamsHandler;
import httpd.metrics.MetricsHandler;
import httpd.metrics.ServerCounts;
import java.util.List;

/** What the admin place shows: a part is a line here. */
final class AdminParts {

  private AdminParts() {}

  static List<AdminPart> of(Administered server, ServerCounts counts) {
    return List.of(
        OpenStreamsHandler.part(server),
        TopicsHandler.part(server),
        CommandsHandler.part(server),
        UpstreamsHandler.part(server),
        LimitsHandler.part(server),
        AdminPart.read(
            "metrics",
            "numbers for Prometheus, as OpenMetrics or its text format",
            new MetricsHandler(counts, server.limits(), server::topicCount, Versions.named())),
        HealthPart.of(server));
  }
}
