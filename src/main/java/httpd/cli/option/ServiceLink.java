package httpd.cli.option;

import java.util.regex.Pattern;

/**
 * Variables that Kubernetes and Docker set in a container for another service. For a service named
 * {@code httpd} they set {@code HTTPD_PORT=tcp://10.0.0.1:80}, our variable for {@code --port};
 * their other variables are not named as options.
 */
final class ServiceLink {

  private static final Pattern ADDRESS =
      Pattern.compile("(?:tcp|udp|sctp)://[0-9A-Za-z.:\\[\\]_-]+:[0-9]{1,5}");

  private ServiceLink() {}

  static boolean isOne(String name, String value) {
    return name.endsWith("_PORT") && ADDRESS.matcher(value).matches();
  }

  static String note(String name, String value) {
    return "%s=%s is ignored: Kubernetes or Docker sets it for a service of that name"
        .formatted(name, value);
  }
}
