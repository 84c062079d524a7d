package httpd.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs of others that a test starts. {@code .ci/run} installs those that are missing. */
public final class Installed {

  private Installed() {}

  /** Whether a program is on the {@code PATH}. */
  public static boolean isOnThePath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Skips the test, and says why, unless each of these programs is on the {@code PATH}. */
  public static void require(String... programs) {
    for (var program : programs) {
      assumeTrue(isOnThePath(program), program + " is not on the PATH: it is not tried");
    }
  }
}
