package httpd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Manifest;

/** The versions of httpd, Netty and Java. */
final class Versions {

  private Versions() {}

  static String line() {
    return "httpd %s (%sNetty %s, Java %s)"
        .formatted(ofHttpd(), commit(), ofNetty(), Runtime.version());
  }

  /** The versions by the names of what has them. */
  static Map<String, String> named() {
    return Map.of("version", ofHttpd(), "netty", ofNetty(), "java", Runtime.version().toString());
  }

  private static String ofHttpd() {
    var version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "unreleased" : version;
  }

  /** The commit of the sources, if the build knew it: the manifest of httpd's jar says so. */
  private static String commit() {
    try (var stream = Versions.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      return stream == null ? "" : commit(new Manifest(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String commit(Manifest manifest) {
    var commit = manifest.getMainAttributes().getValue("Implementation-Commit");
    // Without a jar the manifest is that of a library, or has nothing to say.
    return commit == null || !commit.matches("[0-9a-f]{7,64}(-dirty)?")
        ? ""
        : "commit " + commit + ", ";
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
