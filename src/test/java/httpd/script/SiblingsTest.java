package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
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
  @DisplayName("H-11 siblings are compiled from the directory of the file")
  void siblingsAreCompiledFromTheFolder() throws Exception {
    folder.write("Greeter.java", "class Greeter { String greet() { return new Word().text(); } }");
    folder.write("Word.java", "class Word { String text() { return \"hi\"; } }");
    var file = "String handle() { return new Greeter().greet(); }";
    assertEquals("hi", folder.text("Foo.java", file));
    try (var files = Files.list(path)) {
      assertEquals(3, files.count(), "class files were written");
    }
  }

  @Test
  @DisplayName("H-11 packages below the directory are found")
  void packagesBelowTheFolderResolve() throws Exception {
    Files.createDirectory(path.resolve("words"));
    folder.write(
        "words/Word.java", "package words; public class Word { public String t = \"hi\"; }");
    assertEquals(
        "hi", folder.text("Foo.java", "import words.*; String handle() { return new Word().t; }"));
  }

  @Test
  @DisplayName("H-11 a sibling Handler.java does not hide httpd's Handler")
  void aSiblingCalledHandlerDoesNotHideOurs() throws Exception {
    folder.write("Handler.java", "String handle() { return \"other\"; }");
    assertEquals(
        "x",
        folder.text(
            "Foo.java",
            "class Foo implements Handler { public Response handle(Request r) { return text(\"x\");"
                + " } }"));
  }

  @Test
  @DisplayName("H-11 a broken sibling that is not used is not read")
  void brokenSiblingsThatNobodyUsesAreNotRead() throws Exception {
    folder.write("Broken.java", "class Broken {");
    assertEquals("x", folder.text("Foo.java", "String handle() { return \"x\"; }"));
  }

  @Test
  @DisplayName("H-40 a byte order mark is not a character of a file or its siblings")
  void aByteOrderMarkIsNoCharacterOfAFileOrItsSiblings() throws Exception {
    var mark = "\uFEFF";
    folder.write("Word.java", mark + "class Word { String text() { return \"hi\"; } }");
    var file = mark + "String handle() { return new Word().text(); }";
    assertEquals("hi", folder.text("Foo.java", file));
    folder.write("Word.java", mark + "class Word { String text() { return 1; } }");
    var refusal = folder.refusal("Foo.java", file);
    assertTrue(refusal.startsWith("Word.java:1:37: error: incompatible types: "), refusal);
  }

  @Test
  @DisplayName("H-12 warnings do not refuse a file")
  void warningsDoNotFail() throws Exception {
    assertNotNull(
        folder.load(
            "Foo.java",
            "import java.util.*; class Foo { @Deprecated int d;"
                + " Object handle() { return new ArrayList(new Date().getYear()); } }"));
  }
}
