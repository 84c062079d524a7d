package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java file is as google-java-format writes it (B-10). {@code mvn -B -ntp test
 * -Dtest=FormatTest -Dformat=apply} rewrites those that are not.
 */
@Timeout(300) // It reads every file: longer than others on a busy machine.
class FormatTest {

  private static final Pattern TAB_OR_TRAILING_BLANK = Pattern.compile("\t|[ \r]$");

  /** What the tool's command line answers. */
  private record Run(int code, String out, String err) {}

  @Test
  @DisplayName("B-10 every Java file is as google-java-format writes it")
  void javaFilesAreFormatted() throws IOException {
    var files = javaFiles();
    assertTrue(files.size() > 20, files.size() + " Java files found");
    if ("apply".equals(System.getProperty("format"))) {
      // Twice, since a long comment behind code comes to rest only then.
      for (int i = 0; i < 2; i++) {
        var run = format("--replace", files);
        assertEquals(0, run.code, run.err);
      }
    }
    var run = format("--dry-run", files);
    assertEquals(
        "",
        run.out + run.err,
        "not formatted; mvn -B -ntp test -Dtest=FormatTest -Dformat=apply rewrites these files");
  }

  @Test
  @DisplayName("B-10 a file that is not is named")
  void anUnformattedFileIsSeen(@TempDir Path folder) throws IOException {
    var compact = Files.writeString(folder.resolve("Compact.java"), "void main() {\n}\n");
    var imports =
        Files.writeString(
            folder.resolve("Imports.java"),
            "import java.util.List;\nimport java.io.File;\n\nclass Imports {\n  File file;\n}\n");
    var fine = Files.writeString(folder.resolve("Fine.java"), "void main() {}\n");
    var run = format("--dry-run", List.of(compact, imports, fine));
    assertEquals(List.of(compact.toString(), imports.toString()), run.out.lines().toList());
    assertEquals("", run.err);
  }

  @Test
  void aFileThatIsNoJavaIsSeen(@TempDir Path folder) throws IOException {
    var broken = Files.writeString(folder.resolve("Broken.java"), "class {\n");
    assertNotEquals("", format("--dry-run", List.of(broken)).err);
  }

  @Test
  void textFilesHaveNoTabsAndNoTrailingBlanks() throws IOException {
    var problems = new ArrayList<String>();
    for (var file : textFiles()) {
      var lines = Files.readString(file).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        if (TAB_OR_TRAILING_BLANK.matcher(lines[i]).find()) {
          problems.add(file + ":" + (i + 1));
        }
      }
    }
    assertEquals(List.of(), problems, "tabs or blanks at the end of a line");
  }

  private static Run format(String mode, List<Path> files) {
    var out = new StringWriter();
    var err = new StringWriter();
    var arguments = new ArrayList<>(List.of(mode));
    files.forEach(file -> arguments.add(file.toString()));
    int code =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow()
            .run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  private static List<Path> javaFiles() throws IOException {
    var files = new ArrayList<Path>();
    for (var folder : List.of("src/main/java", "src/test/java", "examples")) {
      files.addAll(below(Path.of(folder), ".java"));
    }
    return files;
  }

  private static List<Path> textFiles() throws IOException {
    var files = new ArrayList<>(List.of(Path.of("httpd"), Path.of(".ci/run"), Path.of("pom.xml")));
    try (Stream<Path> top = Files.list(Path.of(""))) {
      top.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
    }
    for (var folder : List.of("docs", "examples", "src")) {
      for (var ending : List.of(".md", ".sh", ".xml", ".html", ".properties")) {
        files.addAll(below(Path.of(folder), ending));
      }
    }
    return files;
  }

  private static List<Path> below(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }
}
