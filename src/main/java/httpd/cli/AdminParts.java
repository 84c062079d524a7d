package httpd.cli;

import httpd.admin.AdminPart;
import httpd.admin.Administered;
import java.util.List;

/** What the admin place shows: a part is a line here. */
final class AdminParts {

  private AdminParts() {}

  static List<AdminPart> of(Administered server) {
    return List.of();
  }
}
