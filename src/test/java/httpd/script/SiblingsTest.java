package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-11, H-12: what a handler file uses from its folder, and what does not stop it. */
class SiblingsTest {

  @TempDir Path path;
  private HandlerFolder folder;

  @BeforeEach
  void open() {
    folder = new HandlerFolder(path);
  }

  @Test
  void h11SiblingsAreCompiledFromTheFolder() throws Exception {
    folder.write("Greeter.java", "class Greeter { String greet() { return new Word().text(); } }");
    folder.write("Word.java", "class Word { String text() { return \"hi\"; } }");
    var file = "String handle() { return new Greeter().greet(); }";
    assertEquals("hi", folder.text("Foo.java", file));
    try (var files = Files.list(path)) {
      assertEquals(3, files.count(), "class files were written");
    }
  }

  @Test
  void h11PackagesBelowTheFolderResolve() throws Exception {
    Files.createDirectory(path.resolve("words"));
    folder.write(
        "words/Word.java", "package words; public class Word { public String t = \"hi\"; }");
    assertEquals(
        "hi", folder.text("Foo.java", "import words.*; String handle() { return new Word().t; }"));
  }

  @Test
  void h11ASiblingCalledHandlerDoesNotHideOurs() throws Exception {
    folder.write("Handler.java", "String handle() { return \"other\"; }");
    assertEquals(
        "x",
        folder.text(
            "Foo.java",
            "class Foo implements Handler { public Response handle(Request r) { return text(\"x\");"
                + " } }"));
  }

  @Test
  void h11BrokenSiblingsThatNobodyUsesAreNotRead() throws Exception {
    folder.write("Broken.java", "class Broken {");
    assertEquals("x", folder.text("Foo.java", "String handle() { return \"x\"; }"));
  }

  @Test
  void h40AByteOrderMarkIsNoCharacterOfAFileOrItsSiblings() throws Exception {
    var mark = "\uFEFF";
    folder.write("Word.java", mark + "class Word { String text() { return \"hi\"; } }");
    var file = mark + "String handle() { return new Word().text(); }";
    assertEquals("hi", folder.text("Foo.java", file));
    folder.write("Word.java", mark + "class Word { String text() { return 1; } }");
    var refusal = folder.refusal("Foo.java", file);
    assertTrue(refusal.startsWith("Word.java:1:37: error: incompatible types: "), refusal);
  }

  @Test
  void h12WarningsDoNotFail() throws Exception {
    assertNotNull(
        folder.load(
            "Foo.java",
            "import java.util.*; class Foo { @Deprecated int d;"
                + " Object handle() { return new ArrayList(new Date().getYear()); } }"));
  }
}
