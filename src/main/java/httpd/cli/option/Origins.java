package httpd.cli.option;

import httpd.server.SitePolicy;
import java.util.Set;

/** A value of {@code --allow-origin} or {@code --frame-ancestors}. */
final class Origins {

  private Origins() {}

  static String read(String value) {
    if (value.equals("*") || value.equals("null")) {
      throw new InvalidValueException(
          "every page could run commands and publish",
          "name each site, as --allow-origin https://app.example");
    }
    return origin(value);
  }

  /** Returns it as {@code Content-Security-Policy} writes it. */
  static String ancestor(String value) {
    if (value.equals("*") || value.equals("null")) {
      throw new InvalidValueException(
          "every page could show the lines as its own",
          "name each site, as --frame-ancestors https://app.example, or self");
    }
    return value.equals("self") ? "'self'" : origin(value);
  }

  private static String origin(String value) {
    try {
      return SitePolicy.DEFAULT.withOrigins(Set.of(value)).origins().iterator().next();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "it is not an origin",
          "write scheme, host and port without a path, as https://app.example:8443");
    }
  }
}
