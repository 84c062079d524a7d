package httpd.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The launcher in a tree of its own, with a {@code java} that prints its arguments and an {@code
 * mvn} that waits or fails as a test wants it.
 */
final class LauncherTree {

  /** Counts its runs, builds a jar, and waits before its end if there is a file that says so. */
  private static final String MVN =
      """
      #!/bin/sh
      echo run >>mvn.runs
      echo "[INFO] Downloaded from somewhere: a file"
      echo "[INFO] Compiling 1 source file"
      echo "JAVA_HOME=$JAVA_HOME stdin=$(cat)"
      echo half >target/httpd.jar
      while [ -e mvn.hold ]; do sleep 0.05; done
      [ ! -e mvn.fail ] || { echo "[ERROR] no such symbol"; exit 1; }
      echo "[INFO] Building jar"
      echo whole >target/httpd.jar
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      echo "LC_ALL=$LC_ALL" >locale
      exec 4>&1
      readlink -f /dev/fd/0 /dev/fd/4 /dev/fd/2 >descriptors
      exec 4>&-
      cat target/httpd.jar 2>/dev/null || cat httpd.jar
      for argument; do echo "<$argument>"; done
      exit 7
      """;

  private final Path temp;
  private final Path root;

  /** A JDK 25 that {@code HTTPD_JAVA_HOME} points to. */
  final Path jdk;

  /** The first folder of the PATH. */
  final Path tools;

  LauncherTree(Path temp) throws IOException {
    this.temp = temp;
    root = Files.createDirectory(temp.resolve("a tree"));
    // Its text and not its mode, which may be read-only.
    Files.writeString(path("httpd"), Files.readString(Path.of("httpd")));
    assertTrue(path("httpd").toFile().setExecutable(true));
    Files.createDirectories(path("src/main"));
    Files.writeString(path("pom.xml"), "");
    tools = Files.createDirectory(temp.resolve("tools"));
    script(tools.resolve("mvn"), MVN);
    jdk = jdk("a jdk", "25.0.1");
  }

  Path path(String name) {
    return root.resolve(name);
  }

  Path jar() {
    return path("target/httpd.jar");
  }

  Path lock() {
    return path("target/httpd.building");
  }

  Path log() {
    return path("target/httpd.build.log");
  }

  Launched start(Map<String, String> environment, String... arguments) throws IOException {
    var all = new HashMap<>(environment());
    all.putAll(environment);
    var command = new ArrayList<>(List.of(path("httpd").toString()));
    command.addAll(List.of(arguments));
    return Launched.start(root, all, command);
  }

  private Map<String, String> environment() {
    return Map.of(
        "HTTPD_JAVA_HOME",
        jdk.toString(),
        "HOME",
        temp.toString(),
        "PATH",
        tools + ":" + System.getenv("PATH"));
  }

  Launched.Result run(Map<String, String> environment, String... arguments) throws Exception {
    try (var started = start(environment, arguments)) {
      return started.await();
    }
  }

  /** Runs it with redirections of the shell. */
  void runWith(String redirections) throws Exception {
    var command = List.of("sh", "-c", "./httpd " + redirections);
    try (var started = Launched.start(root, environment(), command)) {
      started.await();
    }
  }

  /** A folder that looks like a JDK; its {@code java} prints the jar and its arguments, exit 7. */
  Path jdk(String name, String version) throws IOException {
    var home = Files.createDirectory(temp.resolve(name));
    Files.createDirectory(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), JAVA);
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    return home;
  }

  /** Puts commands of the system into {@link #tools}, for a PATH that has nothing else. */
  void wrap(String... commands) throws IOException {
    for (var command : commands) {
      script(tools.resolve(command), "#!/bin/sh\nexec /usr/bin/" + command + " \"$@\"\n");
    }
  }

  /** As if built already. */
  void plantAJar(String content) throws IOException {
    Files.createDirectories(path("target"));
    makeNewer(Files.writeString(jar(), content + "\n"));
  }

  /** As if unpacked from a package: the jar lies beside the launcher, and there are no sources. */
  void install(String content) throws IOException {
    Files.delete(path("src/main"));
    Files.delete(path("src"));
    Files.delete(path("pom.xml"));
    Files.writeString(path("httpd.jar"), content + "\n");
  }

  /** Makes the build wait before its end. */
  void hold() throws IOException {
    Files.createFile(path("mvn.hold"));
  }

  void release() throws IOException {
    Files.delete(path("mvn.hold"));
  }

  void awaitBuild() {
    Eventually.holds("building", () -> Files.exists(jar()));
  }

  long builds() throws IOException {
    var runs = path("mvn.runs");
    return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
  }

  /** Two seconds ahead, so that the age differs whatever the file system's clock. */
  static void makeNewer(Path file) throws IOException {
    var now = FileTime.fromMillis(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(2));
    Files.setLastModifiedTime(file, now);
  }

  static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }
}
