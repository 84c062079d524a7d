package httpd.script;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H-21 to H-26, H-29: which change is noticed, when, and what is said. */
class WatchingTest {

  private static final List<String> NOTHING = List.of();
  private static final List<String> RELOADED = List.of("httpd: reloaded Foo.java in * s");

  @TempDir Path path;
  private WatchedFolder folder;

  private WatchedFolder open(String handlerFile) throws Exception {
    folder = new WatchedFolder(path, handlerFile);
    return folder;
  }

  @AfterEach
  void close() {
    if (folder != null) {
      folder.close();
    }
  }

  private static String saying(String text) {
    return "String handle() {\n  return \"" + text + "\";\n}\n";
  }

  @Test
  void h21AFileThatIsReplacedIsLoadedAtTheSecondLookThatShowsIt() throws Exception {
    open(saying("one")).replace("Foo.java", saying("two"));
    folder.look(1);
    assertEquals("one", folder.text());
    folder.look(1);
    assertEquals("two", folder.text());
    folder.rest();
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h21AFileThatIsWrittenInTwoStepsIsLoadedOnce() throws Exception {
    open(saying("one")).write("Foo.java", "");
    folder.look(3);
    folder.write("Foo.java", saying("two").substring(0, 20));
    folder.look(1);
    folder.write("Foo.java", saying("two"));
    folder.rest();
    assertEquals("two", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h21OfTwoEditsTheNewestIsServedInTheEnd() throws Exception {
    open(saying("one")).write("Foo.java", saying("the second"));
    folder.look(1);
    folder.write("Foo.java", saying("the third one"));
    folder.rest();
    assertEquals("the third one", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h21WhatIsSavedTogetherIsLoadedTogether() throws Exception {
    Files.writeString(path.resolve("Word.java"), "class Word { static String x = \"one\"; }");
    open("String handle() { return Word.x; }")
        .write("Foo.java", "String handle() { return Word.y; }");
    folder.look(1);
    folder.write("Word.java", "");
    folder.look(1);
    folder.write("Word.java", "class Word { static String y = \"two\"; }");
    folder.rest();
    assertEquals("two", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h21NothingIsLoadedWhileNothingChanges() throws Exception {
    open("int calls; String handle() { return \"\" + ++calls; }");
    assertEquals("1", folder.text());
    folder.rest();
    assertEquals("2", folder.text());
    assertEquals(NOTHING, folder.said());
  }

  @Test
  void h22ASiblingThatIsUsedCountsAndAnotherDoesNot() throws Exception {
    Files.writeString(path.resolve("Word.java"), "class Word { static String text = \"one\"; }");
    Files.writeString(path.resolve("Other.java"), "class Other {");
    open("String handle() { return Word.text; }").write("Other.java", "class Other { }");
    folder.rest();
    assertEquals(NOTHING, folder.said());
    folder.replace("Word.java", "class Word { static String text = \"two\"; }");
    folder.rest();
    assertEquals("two", folder.text());
    assertEquals(List.of("httpd: reloaded Foo.java in * s (Word.java)"), folder.said());
  }

  @Test
  void h22AClassOfAPackageBelowCountsAsWell() throws Exception {
    Files.createDirectory(path.resolve("words"));
    var word =
        "package words; public class Word { public static String text() { return \"%s\"; } }";
    Files.writeString(path.resolve("words/Word.java"), word.formatted("one"));
    open("import words.*; String handle() { return Word.text(); }");
    folder.write("words/Word.java", word.formatted("number two"));
    folder.rest();
    assertEquals("number two", folder.text());
    assertEquals(List.of("httpd: reloaded Foo.java in * s (words/Word.java)"), folder.said());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"%s/page.html\"", "\"%s/\" + \"page\".strip() + \".html\""})
  void h23ATemplateWhoseEndingTheCodeNamesCounts(String name) throws Exception {
    Files.writeString(path.resolve("page.html"), "one");
    Files.writeString(path.resolve("data.txt"), "one");
    open(
        """
        import java.nio.file.*;
        class Foo {
          final String page;
          Foo() throws Exception { page = Files.readString(Path.of(%s)); }
          String handle() { return page; }
        }
        """
            .formatted(name.formatted(path)));
    folder.write("data.txt", "two and more");
    folder.write("app.log", "a line");
    folder.rest();
    assertEquals(NOTHING, folder.said());
    folder.write("page.html", "the second");
    folder.rest();
    assertEquals("the second", folder.text());
    assertEquals(List.of("httpd: reloaded Foo.java in * s (page.html)"), folder.said());
  }

  @Test
  void h24AFileThatTheHandlerItselfWritesIsLeftAloneInTheEnd() throws Exception {
    open(
        """
        class Foo {
          static { try {
            var file = java.nio.file.Path.of("%s/started.txt");
            java.nio.file.Files.writeString(file, "x", java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
          } catch (java.io.IOException e) { throw new AssertionError(e); } }
          String handle() { return "x"; }
        }
        """
            .formatted(path));
    folder.look(100);
    var expected = new ArrayList<>(nCopies(8, "httpd: reloaded Foo.java in * s (started.txt)"));
    expected.add("httpd: started.txt changes all the time, and no longer reloads Foo.java");
    assertEquals(expected, folder.said());
    folder.write("Foo.java", saying("two"));
    folder.rest();
    assertEquals("two", folder.text());
  }

  @Test
  void h25ACompileErrorIsShownOnceAndTheVersionBeforeServes() throws Exception {
    open(saying("one")).replace("Foo.java", "String handle() {\n  return 1 +;\n}\n");
    folder.rest();
    assertEquals("one", folder.text());
    assertEquals(
        List.of(
            """
            Foo.java:2:13: error: illegal start of expression
              return 1 +;
                        ^
            1 error
            httpd: still serving the version before\
            """),
        folder.said());
    folder.replace("Foo.java", saying("two"));
    folder.rest();
    assertEquals("two", folder.text());
    assertEquals(RELOADED, folder.said());
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
  void h25WhateverKeepsTheNewOneFromServingTheOldOneServesOn(String broken) throws Exception {
    open(saying("one")).write("Foo.java", broken);
    folder.rest();
    Thread.interrupted();
    assertEquals("one", folder.text());
    var said = folder.said();
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.getFirst().startsWith("Foo.java:"), said.getFirst());
    assertTrue(said.getFirst().endsWith("\nhttpd: still serving the version before"));
  }

  @Test
  void h25ASiblingThatWasMissingMendsIt() throws Exception {
    open(saying("one")).write("Foo.java", "String handle() { return Word.text; }");
    folder.rest();
    assertEquals(1, folder.said().size());
    folder.write("Word.java", "class Word { static String text = \"two\"; }");
    folder.rest();
    assertEquals("two", folder.text());
  }

  @Test
  void h25APackageThatWasMissingMendsIt() throws Exception {
    open(saying("one")).write("Foo.java", "import words.Word; String handle() { return Word.x; }");
    folder.rest();
    assertEquals(1, folder.said().size());
    Files.createDirectory(path.resolve("words"));
    folder.write(
        "words/Word.java",
        "package words; public class Word { public static String x = \"two\"; }");
    folder.rest();
    assertEquals("two", folder.text());
  }

  @Test
  void h26AFileThatIsAwayForAMomentIsNoNews() throws Exception {
    var file = path.resolve("Foo.java");
    open(saying("one"));
    Files.move(file, path.resolve("Foo.java~"));
    folder.look(4);
    folder.replace("Foo.java", saying("two"));
    folder.rest();
    assertEquals("two", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h26AFileThatStaysAwayIsSaidOnceAndLoadedWhenItIsBack() throws Exception {
    var file = path.resolve("Foo.java");
    open(saying("one"));
    Files.move(file, path.resolve("away"));
    folder.rest();
    assertEquals("one", folder.text());
    assertEquals(
        List.of("Foo.java: error: there is no such file\nhttpd: still serving the version before"),
        folder.said());
    Files.move(path.resolve("away"), file);
    folder.rest();
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h29AReloadThatIsAskedForLoadsWhatHasNotChanged() throws Exception {
    open("int calls; String handle() { return \"\" + ++calls; }");
    assertEquals("1", folder.text());
    folder.watch.reload();
    assertEquals("1", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h45AReloadOfWhatHasChangedLeavesTheRestAlone() throws Exception {
    open("int calls; String handle() { return \"\" + ++calls; }");
    assertEquals("1", folder.text());
    folder.watch.reloadChanged();
    assertEquals("2", folder.text());
    assertEquals(NOTHING, folder.said());
    folder.replace("Foo.java", saying("two"));
    folder.watch.reloadChanged();
    folder.watch.reloadChanged();
    assertEquals("two", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  @Test
  void h46ManyRequestsToReloadAreOne() throws Exception {
    open(saying("one"));
    folder.replace("Foo.java", saying("two"));
    for (int i = 0; i < 10; i++) {
      folder.watch.reloadChangedSoon();
    }
    Eventually.holds("no thread reloads", () -> reloading() == 0);
    assertEquals("two", folder.text());
    assertEquals(RELOADED, folder.said());
  }

  private static long reloading() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("httpd-reload"))
        .count();
  }

  @Test
  void h21TheFirstLoadHasToSucceed() {
    assertThrows(HandlerFileException.class, () -> open("String handle( {"));
  }

  @Test
  void h21TheThreadLooksByItselfAndEndsWithTheWatch() throws Exception {
    open(saying("one"));
    folder.watch.start();
    folder.replace("Foo.java", saying("two"));
    Eventually.isFine(() -> folder.said().equals(RELOADED) ? null : "not reloaded");
    assertEquals("two", folder.text());
    // That the thread ends with close() is for NothingLeftOver to see.
  }
}
