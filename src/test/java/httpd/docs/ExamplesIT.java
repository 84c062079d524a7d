package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples do what their pages show (E). */
class ExamplesIT {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path EXAMPLES = ROOT.resolve("examples");

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void e1_whatThePageSaysIsWhatTheReaderSees(String name, @TempDir Path copy) throws Exception {
    for (var tool : List.of("curl", "stdbuf")) {
      assumeTrue(isOnThePath(tool), tool + " is not on the PATH: the examples cannot be tried");
    }
    try (var example = new Example(ROOT, copy, name)) {
      example.play();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void e2_theListOfExamplesHasIt(String name) throws IOException {
    var list = Files.readString(EXAMPLES.resolve("README.md"));
    assertTrue(list.contains("[%s](%s/)".formatted(name, name)), name + " is not in the list");
  }

  @Test
  void e3_handlerFilesNeedNoImports() throws IOException {
    try (var files = Files.walk(EXAMPLES)) {
      for (var file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".java") && !file.endsWith("Embedded.java")) {
          assertFalse(Files.readString(file).contains("import "), file.toString());
        }
      }
    }
  }

  private static boolean isOnThePath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      var names =
          folders
              .filter(Files::isDirectory)
              .map(folder -> folder.getFileName().toString())
              .sorted()
              .toList();
      assertFalse(names.isEmpty(), EXAMPLES.toString());
      return names;
    }
  }
}
