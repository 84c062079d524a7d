package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program, started as a person does it: {@code ./httpd}, after it was built. */
class LauncherIT {

  private static final Path LAUNCHER = Path.of("httpd").toAbsolutePath();

  @TempDir Path temp;

  @Test
  @DisplayName("B-6 --version prints only the version to standard output")
  void printsItsVersionOnStdoutAndNothingElse() throws Exception {
    var result = run(LAUNCHER, Map.of(), "--version");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().startsWith("httpd"), result.out());
    assertEquals("", result.err());
  }

  @Test
  @DisplayName("B-6 the launcher exits with the program's exit code")
  void theExitCodeIsThePrograms() throws Exception {
    var result = run(LAUNCHER, Map.of(), "--nonsense");
    assertEquals(2, result.code());
    assertEquals("", result.out());
    assertTrue(result.err().contains("--nonsense"), result.err());
  }

  @Test
  @DisplayName("B-6 the launcher starts through a link from another directory")
  void startsThroughALinkFromAnotherFolder() throws Exception {
    var link = Files.createSymbolicLink(temp.resolve("a link"), LAUNCHER);
    var again = Files.createSymbolicLink(temp.resolve("again"), link.getFileName());
    assertEquals(0, run(again, Map.of(), "--version").code());
    Files.delete(again);
    Files.delete(link);
  }

  @Test
  @DisplayName("B-1 the launcher needs no Java in its environment")
  void anEnvironmentWithoutJavaIsEnough() throws Exception {
    var tools = Files.createDirectory(temp.resolve("tools"));
    LauncherTree.script(tools.resolve("find"), "#!/bin/sh\nexec /usr/bin/find \"$@\"\n");
    var jdk = Path.of(System.getProperty("java.home")).toString();
    var bare = Map.of("PATH", tools.toString(), "HTTPD_JAVA_HOME", jdk);
    var result = run(LAUNCHER, bare, "--version");
    assertEquals(0, result.code(), result.err());
  }

  @Test
  @DisplayName("B-1 an HTTPD_JAVA_HOME that is not a JDK is named")
  void httpdJavaHomeThatIsNoJdkIsNamed() throws Exception {
    var result = run(LAUNCHER, Map.of("HTTPD_JAVA_HOME", "/no such jdk"), "--version");
    assertEquals(1, result.code());
    assertEquals("", result.out());
    assertEquals(2, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("HTTPD_JAVA_HOME=/no such jdk "), result.err());
  }

  private Launched.Result run(Path program, Map<String, String> environment, String argument)
      throws Exception {
    try (var started = Launched.start(temp, environment, List.of(program.toString(), argument))) {
      return started.await();
    }
  }
}
