package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build, of a program with one test. */
class TestBuildIT {

  /** What the POM compiles apart. */
  private static final Path APART = Path.of("src/main/java/httpd/cli/process/JvmSignal.java");

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
      class ProbeTest {
        @Test
        void tells() {
          throw new AssertionError(
              Locale.getDefault() + " " + System.getProperty("probe") + " "
                  + Runtime.version().feature());
        }
      }
      """;

  @TempDir Path directory;

  @Test
  @DisplayName(
      "B-14 tests run in the locale of Maven, with the options of -DargLine; all must pass")
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
    var environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
    try (var started = Launched.start(directory, environment, maven)) {
      var result = started.await();
      assertEquals(1, result.code(), result.out());
      var feature = Runtime.version().feature();
      assertTrue(result.out().contains("AssertionError: fa_IR given " + feature), result.out());
    }
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
