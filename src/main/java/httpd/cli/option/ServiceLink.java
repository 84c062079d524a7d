package httpd.cli.option;

import java.util.regex.Pattern;

/**
 * Variables that Kubernetes and Docker set in a container for another service. One that is named
 * {@code httpd} gives {@code HTTPD_PORT=tcp://10.0.0.1:80}, the name of our variable for {@code
 * --port}. Their other variables ({@code HTTPD_SERVICE_HOST}, {@code HTTPD_PORT_80_TCP}, {@code
 * HTTPD_NAME}, {@code HTTPD_ENV_...}) have the names of no options.
 */
final class ServiceLink {

  /** The address of a port, as no option takes it; IPv6 with brackets or without. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:tcp|udp|sctp)://[0-9A-Za-z.:\\[\\]_-]+:[0-9]{1,5}");

  private ServiceLink() {}

  /** Whether the environment has set a variable for a service, and not the user for an option. */
  static boolean isOne(String name, String value) {
    return name.endsWith("_PORT") && ADDRESS.matcher(value).matches();
  }

  static String note(String name, String value) {
    return "%s=%s is ignored: Kubernetes or Docker sets it for a service of that name"
        .formatted(name, value);
  }
}
