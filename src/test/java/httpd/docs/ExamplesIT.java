package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples do what their pages show (E). */
class ExamplesIT {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path EXAMPLES = ROOT.resolve("examples");

  /** They mostly wait, so several are tried at once. */
  private static final int READERS = 3;

  @TestFactory
  Stream<DynamicTest> e1_whatThePageSaysIsWhatTheReaderSees(@TempDir Path copies)
      throws IOException {
    for (var tool : List.of("curl", "stdbuf")) {
      assumeTrue(isOnThePath(tool), tool + " is not on the PATH: the examples cannot be tried");
    }
    return severalAtOnce(
        names(),
        name -> {
          try (var checkout = new Checkout(ROOT, Files.createDirectory(copies.resolve(name)));
              var example = new Example(checkout, name)) {
            example.play();
          }
        });
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
        if (file.toString().endsWith(".java") && !isProgram(file)) {
          assertFalse(Files.readString(file).contains("import "), file.toString());
        }
      }
    }
  }

  /** Whether a file is compiled by its user, not by httpd. */
  private static boolean isProgram(Path file) {
    return file.endsWith("Embedded.java") || file.getParent().endsWith("tcp");
  }

  /** Those that are on a page as well have been typed with it. */
  @TestFactory
  Stream<DynamicTest> e4_theCommandsOfTheReadmeServe(@TempDir Path copies) throws IOException {
    return severalAtOnce(
        commandsOfTheReadmeAlone(),
        command -> {
          try (var checkout = new Checkout(ROOT, Files.createTempDirectory(copies, "copy"));
              var terminal = checkout.type("touch app.log\n" + command + " --port 0\n")) {
            assertNotEquals("8080", terminal.awaitPort());
          }
        });
  }

  private static List<String> commandsOfTheReadmeAlone() throws IOException {
    var typed = new ArrayList<String>();
    for (var name : names()) {
      Transcript.of(EXAMPLES.resolve(name).resolve("README.md"))
          .forEach(transcript -> typed.addAll(transcript.commands()));
    }
    return Files.readString(ROOT.resolve("README.md"))
        .lines()
        .filter(line -> line.startsWith("    ") && line.contains("./httpd "))
        .map(line -> line.strip().replaceFirst(" +#.*", ""))
        .filter(command -> !typed.contains(command))
        .toList();
  }

  @Test
  void e5_theProgramInTheReadmeIsTheEmbeddedExample() throws IOException {
    var program = Files.readString(EXAMPLES.resolve("embedded/Embedded.java"));
    assertTrue(
        Files.readString(ROOT.resolve("README.md")).contains("```java\n" + program + "```\n"));
  }

  /** A test for each name; whoever closes the stream waits until all have come to their end. */
  private static Stream<DynamicTest> severalAtOnce(
      List<String> names, ThrowingConsumer<String> test) {
    var readers = Executors.newFixedThreadPool(READERS);
    var tests = names.stream().map(name -> test(name, readers, test)).toList();
    return tests.stream().onClose(readers::close);
  }

  private static DynamicTest test(
      String name, ExecutorService readers, ThrowingConsumer<String> test) {
    var tried = new CompletableFuture<Void>();
    readers.execute(() -> {
      try {
        test.accept(name);
        tried.complete(null);
      } catch (Throwable failure) {
        tried.completeExceptionally(failure);
      }
    });
    return dynamicTest(name, () -> rethrow(tried));
  }

  private static void rethrow(CompletableFuture<Void> tried) throws Throwable {
    try {
      tried.get();
    } catch (ExecutionException e) {
      throw e.getCause();
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
