package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The packages, as Maven builds them from a copy of the sources.
 *
 * @param directory where they lie
 */
record Packages(Path directory) {

  static final String VERSION = "0.1.0-SNAPSHOT";

  /** What the build reads. */
  private static final List<String> SOURCES =
      List.of(
          "pom.xml",
          "httpd",
          "README.md",
          "LICENSE",
          "CHANGELOG.md",
          "jbang-catalog.json",
          "docs",
          "examples",
          "src/main",
          "src/core",
          "src/dist");

  private static final long LIMIT_SECONDS = 600;

  /** Builds in two directories at the same time, under two values of the umask. */
  static List<Packages> builtTwice(Path directory) throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(() -> built(directory.resolve("first"), "022"));
      var second = threads.submit(() -> built(directory.resolve("the/second one"), "077"));
      return List.of(first.get(), second.get());
    }
  }

  private static Packages built(Path directory, String umask) throws Exception {
    for (var source : SOURCES) {
      copy(Path.of(source), directory.resolve(source));
    }
    var log = directory.resolve("log");
    var maven =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask $0 && exec mvn -B -ntp -Pdist -Dmaven.test.skip=true package \"$@\"",
                umask,
                "-Dcompiler.checks=-nowarn",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
    var process = maven.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + Files.readString(log));
      }
    } finally {
      process.destroy();
    }
    assertEquals(0, process.exitValue(), () -> read(log));
    return new Packages(directory.resolve("target/dist"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  /** The names of all packages. */
  Set<String> names() throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.list(directory)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** The archive for machines with a JDK. */
  Path portable() {
    return file("httpd-" + VERSION + ".tar.gz");
  }

  /** The archive with a Java runtime of its own. */
  Path withRuntime() throws IOException {
    return only("httpd-" + VERSION + "-.*\\.tar\\.gz");
  }

  /** The Debian package for machines with a JDK. */
  Path portableDeb() throws IOException {
    return only(".*_all\\.deb");
  }

  /** The Debian package with a Java runtime of its own. */
  Path debWithRuntime() throws IOException {
    return only(".*(?<!_all)\\.deb");
  }

  private Path only(String pattern) throws IOException {
    var found = names().stream().filter(name -> name.matches(pattern)).toList();
    assertEquals(1, found.size(), found.toString());
    return file(found.getFirst());
  }

  /** Unpacks an archive; its only directory. */
  static Path unpacked(Path archive, Path to) throws Exception {
    Files.createDirectories(to);
    var tar = List.of("tar", "xzf", archive.toString(), "-C", to.toString());
    try (var started = Launched.start(to, Map.of(), tar)) {
      var result = started.await();
      assertEquals(0, result.code(), result.err());
    }
    try (var top = Files.list(to)) {
      var all = top.toList();
      assertEquals(List.of(to.resolve("httpd-" + VERSION)), all);
      return all.getFirst();
    }
  }
}
