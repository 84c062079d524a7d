package httpd.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A copy of the repository with the program, the examples and the documents, to type in. */
final class Checkout implements AutoCloseable {

  private static final List<String> LINKED = List.of("httpd", "target/httpd.jar", "target/lib");

  /** Makes curl behave as on a terminal, except in a pipe: no meter, and the head comes at once. */
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

  private final Path directory;

  /** A copy of the repository {@code from} in the empty directory {@code to}. */
  Checkout(Path from, Path to) throws IOException {
    directory = to;
    copy(from.resolve("examples"), to.resolve("examples"));
    copy(from.resolve("docs"), to.resolve("docs"));
    copy(from.resolve("README.md"), to.resolve("README.md"));
    Files.createDirectory(to.resolve("target"));
    for (var linked : LINKED) {
      Files.createSymbolicLink(to.resolve(linked), from.resolve(linked).toAbsolutePath());
    }
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** A terminal at the top of the copy, which runs these commands. */
  Terminal type(String commands) throws IOException {
    return new Terminal(directory, environment(), CURL + commands);
  }

  /** Removes the links to files that are not copies. */
  @Override
  public void close() throws IOException {
    for (var linked : LINKED) {
      Files.delete(directory.resolve(linked));
    }
  }

  /** The JDK of the test; the program prints as on a terminal, without its access log. */
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
        if (!copied
            .toFile()
            .setWritable(true)) { // The files of a read-only clone are copied with that mode.
          throw new IOException(copied + " stays read-only");
        }
      }
    }
  }
}
