package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H-21 to H-26, H-29, H-45, H-46: which changes are noticed, when, and the messages. */
class WatchingTest {

  private static final List<String> NOTHING = List.of();
  private static final List<String> RELOADED = List.of("httpd: reloaded Foo.java in * s");

  @TempDir Path path;
  private WatchedDirectory directory;

  private WatchedDirectory open(String handlerFile, WatchPattern... also) throws Exception {
    directory = new WatchedDirectory(path, handlerFile, also);
    return directory;
  }

  @AfterEach
  void close() {
    if (directory != null) {
      directory.close();
    }
  }

  private static String saying(String text) {
    return "String handle() {\n  return \"" + text + "\";\n}\n";
  }

  @Test
  @DisplayName("H-21 a replaced file is loaded at the second look that shows it")
  void aFileThatIsReplacedIsLoadedAtTheSecondLookThatShowsIt() throws Exception {
    open(saying("one")).replace("Foo.java", saying("two"));
    directory.look(1);
    assertEquals("one", directory.text());
    directory.look(1);
    assertEquals("two", directory.text());
    directory.rest();
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-21 a file that is written in two steps is loaded once")
  void aFileThatIsWrittenInTwoStepsIsLoadedOnce() throws Exception {
    open(saying("one")).write("Foo.java", "");
    directory.look(3);
    directory.write("Foo.java", saying("two").substring(0, 20));
    directory.look(1);
    directory.write("Foo.java", saying("two"));
    directory.rest();
    assertEquals("two", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-21 of two edits the later is served in the end")
  void ofTwoEditsTheNewestIsServedInTheEnd() throws Exception {
    open(saying("one")).write("Foo.java", saying("the second"));
    directory.look(1);
    directory.write("Foo.java", saying("the third one"));
    directory.rest();
    assertEquals("the third one", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-21 files that are saved together are loaded together")
  void whatIsSavedTogetherIsLoadedTogether() throws Exception {
    Files.writeString(path.resolve("Word.java"), "class Word { static String x = \"one\"; }");
    open("String handle() { return Word.x; }")
        .write("Foo.java", "String handle() { return Word.y; }");
    directory.look(1);
    directory.write("Word.java", "");
    directory.look(1);
    directory.write("Word.java", "class Word { static String y = \"two\"; }");
    directory.rest();
    assertEquals("two", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-21 nothing is loaded while nothing changes")
  void nothingIsLoadedWhileNothingChanges() throws Exception {
    open("int calls; String handle() { return \"\" + ++calls; }");
    assertEquals("1", directory.text());
    directory.rest();
    assertEquals("2", directory.text());
    assertEquals(NOTHING, directory.said());
  }

  @Test
  @DisplayName("H-22 a sibling that is used is watched, another is not")
  void aSiblingThatIsUsedCountsAndAnotherDoesNot() throws Exception {
    Files.writeString(path.resolve("Word.java"), "class Word { static String text = \"one\"; }");
    Files.writeString(path.resolve("Other.java"), "class Other {");
    open("String handle() { return Word.text; }").write("Other.java", "class Other { }");
    directory.rest();
    assertEquals(NOTHING, directory.said());
    directory.replace("Word.java", "class Word { static String text = \"two\"; }");
    directory.rest();
    assertEquals("two", directory.text());
    assertEquals(List.of("httpd: reloaded Foo.java in * s (Word.java)"), directory.said());
  }

  @Test
  @DisplayName("H-22 a class of a package below the directory is watched too")
  void aClassOfAPackageBelowCountsAsWell() throws Exception {
    Files.createDirectory(path.resolve("words"));
    var word =
        "package words; public class Word { public static String text() { return \"%s\"; } }";
    Files.writeString(path.resolve("words/Word.java"), word.formatted("one"));
    open("import words.*; String handle() { return Word.text(); }");
    directory.write("words/Word.java", word.formatted("number two"));
    directory.rest();
    assertEquals("number two", directory.text());
    assertEquals(List.of("httpd: reloaded Foo.java in * s (words/Word.java)"), directory.said());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"page.html", "*.html", "{index,page}.*", "**.html", "", "../%s/page.html"})
  @DisplayName("H-23 --watch-also: a file, a directory or a glob")
  void otherFilesAreWatched(String pattern) throws Exception {
    Files.writeString(path.resolve("page.html"), "one");
    Files.writeString(path.resolve(".hidden.html"), "one");
    Files.writeString(path.resolve("data.txt"), "one");
    var also = path + "/" + pattern.formatted(path.getFileName());
    open(readingPage(), WatchPattern.of(also));
    if (!pattern.isEmpty()) {
      directory.write("data.txt", "two and more");
    }
    directory.write(".hidden.html", "two and more");
    directory.rest();
    assertEquals(NOTHING, directory.said());
    directory.write("page.html", "the second");
    directory.rest();
    assertEquals("the second", directory.text());
    assertEquals(List.of("httpd: reloaded Foo.java in * s (page.html)"), directory.said());
  }

  private String readingPage() {
    return """
    import java.nio.file.*;
    class Foo {
      final String page;
      Foo() throws Exception { page = Files.readString(Path.of("%s/page.html")); }
      String handle() { return page; }
    }
    """
        .formatted(path);
  }

  @Test
  @DisplayName("H-23 without --watch-also only Java files are watched")
  void otherFilesAreNotWatched() throws Exception {
    Files.writeString(path.resolve("page.html"), "one");
    open(readingPage()).write("page.html", "the second");
    directory.rest();
    assertEquals("one", directory.text());
    assertEquals(NOTHING, directory.said());
  }

  @Test
  @DisplayName("H-23.1 a file that is new or removed in a directory of --watch-also reloads")
  void newAndRemovedFilesAreNoticed() throws Exception {
    var below = Files.createDirectories(path.resolve("templates/parts"));
    open("int calls; String handle() { return \"\" + ++calls; }", pattern("templates"));
    Files.writeString(below.resolve("head.html"), "one");
    directory.rest();
    Files.delete(below.resolve("head.html"));
    directory.rest();
    var reloaded = "httpd: reloaded Foo.java in * s (templates/parts/head.html)";
    assertEquals(List.of(reloaded, reloaded), directory.said());
  }

  @Test
  @DisplayName("H-23.1 a directory may be a link")
  void linkedDirectory(@TempDir Path elsewhere) throws Exception {
    Files.writeString(elsewhere.resolve("page.html"), "one");
    Files.createSymbolicLink(path.resolve("templates"), elsewhere);
    open(saying("one"), pattern("templates"));
    Files.writeString(elsewhere.resolve("page.html"), "the second");
    directory.rest();
    assertEquals(
        List.of("httpd: reloaded Foo.java in * s (templates/page.html)"), directory.said());
  }

  @Test
  @DisplayName("H-23.2 a glob without ** matches in its own directory")
  void globOfOneDirectory() throws Exception {
    Files.createDirectory(path.resolve("below"));
    open(saying("one"), pattern("*.html")).write("below/page.html", "new");
    directory.rest();
    assertEquals(NOTHING, directory.said());
  }

  @Test
  @DisplayName("H-23.3 of more than 1000 files the first are watched, and the user is told")
  void tooManyFiles() throws Exception {
    var many = Files.createDirectory(path.resolve("many"));
    for (int i = 0; i <= WatchPattern.MOST_FILES; i++) {
      Files.createFile(many.resolve(Integer.toString(i)));
    }
    open(saying("one"), pattern("many")).watch.start();
    assertEquals(
        List.of("httpd: --watch-also many: only 1000 files are watched, and there are more"),
        directory.said());
    assertEquals(WatchPattern.MOST_FILES, pattern("many").find().size());
  }

  private WatchPattern pattern(String below) {
    return WatchPattern.of(path + "/" + below);
  }

  @Test
  @DisplayName("H-25 a compile error is shown once, and the version before keeps serving")
  void aCompileErrorIsShownOnceAndTheVersionBeforeServes() throws Exception {
    open(saying("one")).replace("Foo.java", "String handle() {\n  return 1 +;\n}\n");
    directory.rest();
    assertEquals("one", directory.text());
    assertEquals(
        List.of(
            """
            Foo.java:2:13: error: illegal start of expression
              return 1 +;
                        ^
            1 error
            httpd: still serving the version before\
            """),
        directory.said());
    directory.replace("Foo.java", saying("two"));
    directory.rest();
    assertEquals("two", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class Foo { static { if (true) throw new AssertionError(); } String handle() { return"
            + " \"\"; } }",
        "class Foo { static { if (true) throw new OutOfMemoryError(); } String handle() { return"
            + " \"\"; } }",
        "class Foo { static int x = Foo.y() / 0; static int y() { return 1; } String handle() {"
            + " return \"\"; } }",
        "class Foo { Foo() { this(1); } Foo(int x) { new Foo(); } String handle() { return \"\"; }"
            + " }",
        "class Foo { Foo() { Thread.currentThread().interrupt(); throw new Error(); } String"
            + " handle() { return \"\"; } }",
        "class Foo { void handle() { } }",
        "package x; class Foo { }",
      })
  @DisplayName("H-25 whatever fails in the new version, the version before keeps serving")
  void whateverKeepsTheNewOneFromServingTheOldOneServesOn(String broken) throws Exception {
    open(saying("one")).write("Foo.java", broken);
    directory.rest();
    Thread.interrupted();
    assertEquals("one", directory.text());
    var said = directory.said();
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.getFirst().startsWith("Foo.java:"), said.getFirst());
    assertTrue(said.getFirst().endsWith("\nhttpd: still serving the version before"));
  }

  @Test
  @DisplayName("H-25 a sibling that was missing is loaded when it is there")
  void aSiblingThatWasMissingMendsIt() throws Exception {
    open(saying("one")).write("Foo.java", "String handle() { return Word.text; }");
    directory.rest();
    assertEquals(1, directory.said().size());
    directory.write("Word.java", "class Word { static String text = \"two\"; }");
    directory.rest();
    assertEquals("two", directory.text());
  }

  @Test
  @DisplayName("H-25 a package that was missing is loaded when it is there")
  void aPackageThatWasMissingMendsIt() throws Exception {
    open(saying("one")).write("Foo.java", "import words.Word; String handle() { return Word.x; }");
    directory.rest();
    assertEquals(1, directory.said().size());
    Files.createDirectory(path.resolve("words"));
    directory.write(
        "words/Word.java",
        "package words; public class Word { public static String x = \"two\"; }");
    directory.rest();
    assertEquals("two", directory.text());
  }

  @Test
  @DisplayName("H-26 a file that is missing for a moment is not an error")
  void aFileThatIsAwayForAMomentIsNoNews() throws Exception {
    var file = path.resolve("Foo.java");
    open(saying("one"));
    Files.move(file, path.resolve("Foo.java~"));
    directory.look(4);
    directory.replace("Foo.java", saying("two"));
    directory.rest();
    assertEquals("two", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-26 a file that stays missing is an error once, and is loaded when it is back")
  void aFileThatStaysAwayIsSaidOnceAndLoadedWhenItIsBack() throws Exception {
    var file = path.resolve("Foo.java");
    open(saying("one"));
    Files.move(file, path.resolve("away"));
    directory.rest();
    assertEquals("one", directory.text());
    assertEquals(
        List.of("Foo.java: error: there is no such file\nhttpd: still serving the version before"),
        directory.said());
    Files.move(path.resolve("away"), file);
    directory.rest();
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-29 reload() loads files that have not changed")
  void aReloadThatIsAskedForLoadsWhatHasNotChanged() throws Exception {
    open("int calls; String handle() { return \"\" + ++calls; }");
    assertEquals("1", directory.text());
    directory.watch.reload();
    assertEquals("1", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-45 a reload after HUP loads only files that have changed")
  void aReloadOfWhatHasChangedLeavesTheRestAlone() throws Exception {
    open("int calls; String handle() { return \"\" + ++calls; }");
    assertEquals("1", directory.text());
    directory.watch.reloadChanged();
    assertEquals("2", directory.text());
    assertEquals(NOTHING, directory.said());
    directory.replace("Foo.java", saying("two"));
    directory.watch.reloadChanged();
    directory.watch.reloadChanged();
    assertEquals("two", directory.text());
    assertEquals(RELOADED, directory.said());
  }

  @Test
  @DisplayName("H-21 the first load must succeed")
  void theFirstLoadHasToSucceed() {
    assertThrows(HandlerFileException.class, () -> open("String handle( {"));
  }

  @Test
  @DisplayName("H-21 the thread looks on its own, and ends with the watch")
  void theThreadLooksByItselfAndEndsWithTheWatch() throws Exception {
    open(saying("one"));
    directory.watch.start();
    directory.replace("Foo.java", saying("two"));
    Eventually.isFine(() -> directory.said().equals(RELOADED) ? null : "not reloaded");
    assertEquals("two", directory.text());
    // That the thread ends with close() is for NothingLeftOver to see.
  }
}
