package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * The packages, as Maven builds them from a copy of the sources.
 *
 * @param directory where they lie
 * @param commit the one of the sources, if git is there
 */
record Packages(Path directory, @Nullable String commit) {

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
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TestAbortedException aborted) {
        throw aborted;
      }
      throw e;
    }
  }

  private static Packages built(Path directory, String umask) throws Exception {
    for (var source : SOURCES) {
      copy(Path.of(source), directory.resolve(source));
    }
    var log = directory.resolve("log");
    var commit = committed(directory);
    var maven = new ArrayList<>(List.of("sh", "-c", "umask $0 && exec mvn \"$@\"", umask));
    maven.addAll(List.of("-B", "-ntp", "-Pdist", "-Dmaven.test.skip=true", "package"));
    maven.add("-Dcompiler.checks=-nowarn");
    maven.add("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
    if (offline()) {
      maven.add("--offline");
    }
    var code = run(directory, log, maven);
    assumeFalse(
        code != 0 && read(log).contains("in offline mode"),
        "Maven is offline, and the plugins of the profile dist are not in its repository");
    assertEquals(0, code, () -> read(log));
    return new Packages(directory.resolve("target/dist"), commit);
  }

  /** Whether Maven makes no connections; then there is no SBOM. */
  static boolean offline() {
    return "offline=true".equals(System.getProperty("maven.mode"));
  }

  /** Commits the sources: the same ones have the same commit. */
  private static @Nullable String committed(Path directory) throws Exception {
    var script =
        """
        command -v git >/dev/null || exit 99
        export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1 GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
        git -c init.defaultBranch=main init -q
        echo target >.gitignore
        git add -A
        git -c user.name=a -c user.email=a@b.invalid commit -q -m sources --date 2026-01-01T00:00:00Z
        """;
    var log = directory.resolve("target/git");
    Files.createDirectories(log.getParent());
    var code = run(directory, log, List.of("sh", "-ec", script));
    if (code == 99) {
      return null;
    }
    assertEquals(0, code, () -> read(log));
    code = run(directory, log, List.of("git", "rev-parse", "--short=12", "HEAD"));
    assertEquals(0, code, () -> read(log));
    return read(log).strip();
  }

  private static int run(Path directory, Path log, List<String> command) throws Exception {
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
    var process = builder.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + read(log));
      }
      return process.exitValue();
    } finally {
      process.destroy();
    }
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
