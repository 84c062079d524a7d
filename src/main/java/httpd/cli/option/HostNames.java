package httpd.cli.option;

import httpd.server.SitePolicy;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;

/** A value of {@code --host}. */
final class HostNames implements ITypeConverter<String> {

  @Override
  public String convert(String value) {
    try {
      return SitePolicy.DEFAULT.withHosts(Set.of(value)).hosts().iterator().next();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "it is not a host name", "write a name alone, as --host app.example, or '*' for any");
    }
  }
}
