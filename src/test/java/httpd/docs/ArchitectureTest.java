package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the documents for contributors against the program: each class and link exists. */
class ArchitectureTest {

  private static final List<Path> DOCUMENTS =
      List.of(
          Path.of("docs/architecture.md"),
          Path.of("docs/concurrency.md"),
          Path.of("docs/debugging.md"));

  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java/httpd"), Path.of("src/test/java/httpd"));

  /** A class, with or without its room and one of its members: {@code stream/StreamWriter.turn}. */
  private static final Pattern NAMED =
      Pattern.compile("`((?:[a-z]+[./])*)([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?(?:\\(\\))?`");

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

  /** What a document may also name in that form: classes of the JDK and Netty, header fields. */
  private static final Set<String> OTHERS =
      Set.of(
          "Allow",
          "AutoCloseable",
          "ChannelInputShutdownEvent",
          "Host",
          "Location",
          "OutOfMemoryError",
          "Thread");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /** The files that declare a class of that name, also as a nested one. */
  private final Map<String, Set<Path>> program = new HashMap<>();

  ArchitectureTest() throws IOException {
    for (var root : SOURCES) {
      for (var file : files(root, ".java")) {
        for (var declared : DECLARED.matcher(Files.readString(file)).results().toList()) {
          program.computeIfAbsent(declared.group(1), _ -> new TreeSet<>()).add(file);
        }
      }
    }
  }

  @Test
  void everyClassThatADocumentNamesExists() throws IOException {
    var unknown = new TreeSet<String>();
    for (var document : DOCUMENTS) {
      for (var name : NAMED.matcher(Files.readString(document)).results().toList()) {
        if (!OTHERS.contains(name.group(2)) && !exists(name)) {
          unknown.add(document + ": " + name.group());
        }
      }
    }
    assertNone("these documents name what the program does not have", unknown);
  }

  @Test
  void everyLinkToAFileResolves() throws IOException {
    var broken = new TreeSet<String>();
    for (var document : markdown()) {
      for (var link : LINK.matcher(Files.readString(document)).results().toList()) {
        var target = link.group(1).replaceFirst("#.*", "");
        if (!link.group(1).contains(":") && !Files.exists(document.resolveSibling(target))) {
          broken.add(document + ": " + link.group(1));
        }
      }
    }
    assertNone("these links lead to no file", broken);
  }

  private boolean exists(MatchResult name) throws IOException {
    for (var file : program.getOrDefault(name.group(2), Set.of())) {
      var member = name.group(3);
      boolean isThere = file.toString().contains("/" + name.group(1).replace('.', '/'));
      if (isThere && (member == null || Files.readString(file).contains(member))) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> markdown() throws IOException {
    var all = new ArrayList<>(List.of(Path.of("README.md"), Path.of("SPEC.md")));
    all.addAll(files(Path.of("docs"), ".md"));
    all.addAll(files(Path.of("examples"), ".md"));
    return all;
  }

  private static List<Path> files(Path root, String end) throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  private static void assertNone(String what, Set<String> found) {
    assertEquals("", String.join("\n", found), what);
  }
}
