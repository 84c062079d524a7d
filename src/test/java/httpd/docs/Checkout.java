package httpd.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A copy of the repository that has the program and the examples, to be typed in. */
final class Checkout implements AutoCloseable {

  private static final List<String> LINKED = List.of("httpd", "target/httpd.jar", "target/lib");

  /** As on a terminal: no meter, and the head is shown once it is there. Not so in a pipe. */
  private static final String CURL =
      """
      curl() {
        if [ -p /dev/stdout ]; then
          command curl "$@"
        else
          stdbuf -oL curl --no-progress-meter "$@"
        fi
      }
      """;

  private final Path folder;

  /** A copy of the repository {@code from} in the empty folder {@code to}. */
  Checkout(Path from, Path to) throws IOException {
    folder = to;
    copy(from.resolve("examples"), to.resolve("examples"));
    Files.createDirectory(to.resolve("target"));
    for (var linked : LINKED) {
      Files.createSymbolicLink(to.resolve(linked), from.resolve(linked).toAbsolutePath());
    }
  }

  Path example(String name) {
    return folder.resolve("examples").resolve(name);
  }

  /** A terminal at its top, in which commands are typed. */
  Terminal type(String commands) throws IOException {
    return new Terminal(folder, environment(), CURL + commands);
  }

  /** Takes away what is not a copy. */
  @Override
  public void close() throws IOException {
    for (var linked : LINKED) {
      Files.delete(folder.resolve(linked));
    }
  }

  /** The JDK of the test, and the program as it speaks to a person, but for its access log. */
  private static Map<String, String> environment() {
    var jdk = System.getProperty("java.home");
    return Map.of(
        "PATH",
        Path.of(jdk, "bin") + File.pathSeparator + System.getenv("PATH"),
        "HTTPD_JAVA_HOME",
        jdk,
        "HTTPD_LOG",
        "off",
        "NO_COLOR",
        "1",
        "HTTPD_JAVA_OPTIONS",
        "-Dhttpd.tty=true -XX:TieredStopAtLevel=1");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var copied = Files.copy(file, to.resolve(from.relativize(file).toString()));
        if (!copied.toFile().setWritable(true)) { // A read-only clone's files are copied as such.
          throw new IOException(copied + " stays read-only");
        }
      }
    }
  }
}
