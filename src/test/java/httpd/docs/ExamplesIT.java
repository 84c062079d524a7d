package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import httpd.testing.Installed;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples, and the documents with transcripts, do what their pages show. */
class ExamplesIT {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path EXAMPLES = ROOT.resolve("examples");

  /** The documents that may have transcripts; those in the examples are E-1. */
  private static final List<String> DOCUMENTS = List.of("README.md", "docs");

  /** Readers mostly wait, so several work at once. */
  private static final int READERS = 3;

  @TestFactory
  @DisplayName("E-1 the commands of an example print what its page shows")
  Stream<DynamicTest> examples(@TempDir Path copies) throws IOException {
    return played(copies, names().stream().map(name -> "examples/" + name + "/README.md").toList());
  }

  @TestFactory
  @DisplayName("E-11 the commands of the documents print what the documents show")
  Stream<DynamicTest> documents(@TempDir Path copies) throws IOException {
    var pages = new ArrayList<String>();
    for (var root : DOCUMENTS) {
      try (var files = Files.walk(Path.of(root))) {
        for (var file : (Iterable<Path>) files.sorted()::iterator) {
          if (file.toString().endsWith(".md") && !Transcript.of(file).isEmpty()) {
            pages.add(file.toString());
          }
        }
      }
    }
    return played(copies, pages);
  }

  private static Stream<DynamicTest> played(Path copies, List<String> pages) {
    Installed.require("curl", "stdbuf");
    return severalAtOnce(
        pages,
        page -> {
          try (var checkout = new Checkout(ROOT, Files.createTempDirectory(copies, "copy"));
              var played = new PlayedPage(checkout, checkout.file(page))) {
            played.play();
          }
        });
  }

  @ParameterizedTest(name = "E-2 examples/README.md lists {0}")
  @MethodSource("names")
  void theListOfExamplesIsComplete(String name) throws IOException {
    var list = Files.readString(EXAMPLES.resolve("README.md"));
    assertTrue(list.contains("[%s](%s/)".formatted(name, name)), name + " is not in the list");
  }

  @Test
  @DisplayName("E-3 the handler files of the examples need no imports")
  void handlerFilesNeedNoImports() throws IOException {
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

  @TestFactory
  @DisplayName("E-4 the commands of the README and of the pages in docs serve")
  Stream<DynamicTest> commandsServe(@TempDir Path copies) throws IOException {
    return severalAtOnce(
        indentedCommands(),
        command -> {
          try (var checkout = new Checkout(ROOT, Files.createTempDirectory(copies, "copy"));
              var terminal = checkout.type("touch app.log\n" + command + " --port 0\n")) {
            assertNotEquals("8080", terminal.awaitPort());
          }
        });
  }

  /** Indented commands; those in transcripts have been typed already. */
  private static List<String> indentedCommands() throws IOException {
    var commands = new ArrayList<String>();
    for (var page : List.of("README.md", "docs/shell.md", "docs/sse.md", "docs/proxy.md")) {
      Files.readString(ROOT.resolve(page))
          .lines()
          .filter(line -> line.startsWith("    ") && line.contains("./httpd "))
          .map(line -> line.strip().replaceFirst(" +#.*", ""))
          .forEach(commands::add);
    }
    assertFalse(commands.isEmpty());
    return commands;
  }

  @Test
  @DisplayName("E-5 the program in the README is the embedded example")
  void theProgramInTheReadmeIsTheEmbeddedExample() throws IOException {
    var program = Files.readString(EXAMPLES.resolve("embedded/Embedded.java"));
    assertTrue(
        Files.readString(ROOT.resolve("README.md")).contains("```java\n" + program + "```\n"));
  }

  /** A test for each name. Closing the stream waits until all have ended. */
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
