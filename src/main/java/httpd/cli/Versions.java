package httpd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of httpd, Netty and Java. */
final class Versions {

  private Versions() {}

  static String line() {
    return "httpd %s (Netty %s, Java %s)".formatted(ofHttpd(), ofNetty(), Runtime.version());
  }

  private static String ofHttpd() {
    var version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "unreleased" : version;
  }

  /** Each of Netty's jars says its version in a resource of this name. */
  private static String ofNetty() {
    try (var stream =
        Versions.class.getResourceAsStream("/META-INF/io.netty.versions.properties")) {
      var properties = new Properties();
      if (stream != null) {
        properties.load(stream);
      }
      return properties.stringPropertyNames().stream()
          .filter(name -> name.endsWith(".version"))
          .map(properties::getProperty)
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
