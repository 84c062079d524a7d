package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kept classes of files that are reached by a link, which may lead elsewhere at the next start. */
class LinkedHandlerTest {

  private static final String WITH_WORD = "String handle() { return words.Word.TEXT; }";

  @TempDir Path path;
  private KeptHandlers kept;

  @BeforeEach
  void twoReleases() throws Exception {
    kept = new KeptHandlers(path.toRealPath());
    for (var release : new String[] {"one", "two"}) {
      kept.write(release + "/Foo.java", WITH_WORD);
      kept.write(release + "/words/Word.java", word(release));
    }
  }

  @Test
  @DisplayName("H-51 a directory that is a link to another one now has the siblings of that one")
  void aSwitchedDirectory() throws Exception {
    link("current", "one");
    answers("current/Foo.java", 1, "one");
    answers("current/Foo.java", 0, "one");
    link("current", "two");
    answers("current/Foo.java", 1, "two");
  }

  @Test
  @DisplayName("H-51 the directory of a package that is a link to another one now is compiled")
  void aSwitchedPackage() throws Exception {
    kept.write("Foo.java", WITH_WORD);
    link("words", "one/words");
    answers("Foo.java", 1, "one");
    answers("Foo.java", 0, "one");
    link("words", "two/words");
    answers("Foo.java", 1, "two");
  }

  @Test
  @DisplayName("H-51 a path with .. behind a link has the siblings of where it leads")
  void behindALink() throws Exception {
    kept.write("Foo.java", WITH_WORD);
    kept.write("words/Word.java", word("here"));
    Files.createDirectories(kept.directory.resolve("one/inner"));
    link("link", "one/inner");
    answers("Foo.java", 1, "here");
    answers("link/../Foo.java", 1, "one");
    answers("Foo.java", 0, "here");
    answers("one/../Foo.java", 0, "here");
  }

  private void link(String name, String target) throws Exception {
    Files.deleteIfExists(kept.directory.resolve(name));
    Files.createSymbolicLink(kept.directory.resolve(name), kept.directory.resolve(target));
  }

  private void answers(String file, int compilations, String answer) throws Exception {
    assertEquals(answer, kept.answer(file));
    assertEquals(compilations, kept.compilations());
  }

  private static String word(String text) {
    return "package words; public class Word { public static String TEXT = \"" + text + "\"; }";
  }
}
