package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds docs/security.md against the tests. */
class SecurityPageTest {

  private static final Path PAGE = Path.of("docs/security.md");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT))`");
  private static final Pattern RULE = Pattern.compile("\\b[A-Z]{1,2}-\\d+");

  private final List<String> lines = Files.readAllLines(PAGE);

  SecurityPageTest() throws IOException {}

  @Test
  @DisplayName("E-12 each test that docs/security.md names exists")
  void testsExist() throws IOException {
    var named =
        TEST.matcher(String.join("\n", lines))
            .results()
            .map(test -> test.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(named.size() > 50, named::toString);
    named.removeAll(tests());
    assertEquals(Set.of(), named, "docs/security.md names tests that are not there");
  }

  @Test
  @DisplayName("E-12 each promise of docs/security.md has its rules and its tests")
  void promisesAreComplete() {
    var promises = lines.stream().dropWhile(line -> !line.startsWith("| promise ")).toList();
    boolean inTable = false;
    int count = 0;
    for (var line : promises) {
      inTable = line.startsWith("| promise") || (inTable && line.startsWith("|"));
      if (inTable && !line.startsWith("| promise") && !line.startsWith("| ---")) {
        var cells = line.split(" \\| ", -1);
        assertEquals(3, cells.length, line);
        assertTrue(RULE.matcher(cells[1]).find(), line);
        assertTrue(TEST.matcher(cells[2]).find(), line);
        count++;
      }
    }
    assertTrue(count > 40, "promises: " + count);
  }

  private static Set<String> tests() throws IOException {
    try (var files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
