package httpd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A directory whose scripts find the npm packages that {@code src/test/node/install} has installed:
 * the conformance suite of Durable Streams, and its client. It is deleted when it is closed.
 */
public record NodePackages(Path path) implements AutoCloseable {

  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target/node").toAbsolutePath();
  private static final String LOCK = "package-lock.json";
  private static final int OLDEST_NODE = 20;

  /** Skips the test, and says why, unless Node and the packages of the lock file are installed. */
  public static void require() throws IOException, InterruptedException {
    Installed.require("node");
    int version = nodeVersion();
    assumeTrue(version >= OLDEST_NODE, "node " + OLDEST_NODE + " is needed, this is " + version);
    requireInstalled();
  }

  /** Skips the test, and says why, unless the packages of the lock file are installed. */
  static void requireInstalled() throws IOException {
    assumeTrue(
        Files.isDirectory(INSTALLED.resolve("node_modules"))
            && Files.mismatch(SOURCES.resolve(LOCK), INSTALLED.resolve(LOCK)) < 0,
        "target/node has not the packages of the lock file: src/test/node/install installs them");
  }

  private static int nodeVersion() throws IOException, InterruptedException {
    var node = new ProcessBuilder("node", "-p", "process.versions.node.split('.')[0]").start();
    var version = new String(node.getInputStream().readAllBytes(), UTF_8).strip();
    return node.waitFor() == 0 ? Integer.parseInt(version) : 0;
  }

  /** Creates a directory. */
  public static NodePackages directory() throws IOException {
    return new NodePackages(Files.createTempDirectory(INSTALLED, "run"));
  }

  /** The lines of a file of the sources. */
  public static List<String> lines(String name) throws IOException {
    return Files.readAllLines(SOURCES.resolve(name));
  }

  /** The program of a package. */
  public static String program(String path) {
    return INSTALLED.resolve("node_modules").resolve(path).toString();
  }

  /** Copies a file of the sources into it. */
  public Path copy(String name) throws IOException {
    return Files.copy(SOURCES.resolve(name), path.resolve(name));
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
