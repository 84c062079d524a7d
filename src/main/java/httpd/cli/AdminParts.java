package httpd.cli;

import httpd.admin.AdminPart;
import httpd.admin.Administered;
import httpd.admin.CommandsHandler;
import httpd.admin.LimitsHandler;
import httpd.admin.OpenStreamsHandler;
import httpd.admin.TopicsHandler;
import httpd.admin.UpstreamsHandler;
import java.util.List;

/** What the admin place shows: a part is a line here. */
final class AdminParts {

  private AdminParts() {}

  static List<AdminPart> of(Administered server) {
    return List.of(
        OpenStreamsHandler.part(server),
        TopicsHandler.part(server),
        CommandsHandler.part(server),
        UpstreamsHandler.part(server),
        LimitsHandler.part(server));
  }
}
