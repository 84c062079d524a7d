package httpd.cli.option;

import httpd.server.SitePolicy;
import java.util.Set;

/** A value of {@code --host}. */
final class HostNames {

  private HostNames() {}

  static String read(String value) {
    try {
      return SitePolicy.DEFAULT.withHosts(Set.of(value)).hosts().iterator().next();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "it is not a host name", "write a name alone, as --host app.example, or '*' for any");
    }
  }
}
