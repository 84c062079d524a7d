package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The build, of a program with one test. */
@Timeout(MavenBuildIT.LIMIT_SECONDS + 10)
class MavenBuildIT {

  /** What the POM compiles apart. */
  private static final Path APART = Path.of("src/main/java/httpd/cli/process/JvmSignal.java");

  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

  /** What Maven may run on, and the program may not. */
  private static final Set<String> OLDER = Set.of("17", "21");

  private static final String MAIN =
      """
      package httpd;
      final class Nothing {
        private Nothing() {}
      }
      """;

  private static final String TEST =
"""
      package httpd;
      import java.util.Locale;
      import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
      class ProbeTest {
        @Test
        void tells() {
          throw new AssertionError(
              Locale.getDefault() + " " + System.getProperty("probe") + " "
                  + Runtime.version().feature());
        }
      }
""";

  static final long LIMIT_SECONDS = 300;

  @TempDir Path directory;

  @Test
  @DisplayName(
      "B-8.1, B-14 tests run on a JDK 25 in the locale of Maven, with the options of -DargLine")
  void test() throws Exception {
    copy(Path.of("pom.xml"));
    copy(APART);
    write("src/main/java/httpd/Nothing.java", MAIN);
    write("src/test/java/httpd/ProbeTest.java", TEST);
    var maven = new ArrayList<>(List.of("mvn", "-B", "-ntp", "test"));
    maven.add("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
    if (Packages.offline()) {
      maven.add("--offline");
    }
    maven.addAll(List.of("-Duser.language=fa", "-Duser.country=IR"));
    maven.add("-DargLine=-Dprobe=given -Dmore=x");
    var environment = Map.of("JAVA_HOME", olderJdk().toString());
    try (var started = Launched.start(directory, environment, maven)) {
      assertTrue(started.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), started.readOut());
      var result = started.await();
      assertEquals(1, result.code(), result.out());
      var feature = Runtime.version().feature();
      assertTrue(result.out().contains("AssertionError: fa_IR given " + feature), result.out());
    }
  }

  /** A JDK for Maven that is older than that of the tests, if there is one beside it. */
  private static Path olderJdk() throws IOException {
    var home = Path.of(System.getProperty("java.home"));
    try (var jdks = Files.newDirectoryStream(home.getParent())) {
      for (var jdk : jdks) {
        var release = jdk.resolve("release");
        if (Files.isExecutable(jdk.resolve("bin/javac")) && Files.isReadable(release)) {
          var version = VERSION.matcher(Files.readString(release));
          if (version.find() && OLDER.contains(version.group(1))) {
            return jdk;
          }
        }
      }
    }
    return home;
  }

  private void copy(Path file) throws Exception {
    write(file.toString(), Files.readString(file));
  }

  private void write(String name, String text) throws Exception {
    var file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
