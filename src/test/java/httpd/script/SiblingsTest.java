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

/** H-11, H-12, H-40: the classes that a handler file uses from its directory. */
class SiblingsTest {

  @TempDir Path path;
  private HandlerDirectory directory;

  @BeforeEach
  void open() {
    directory = new HandlerDirectory(path);
  }

  @Test
  @DisplayName("H-11 siblings are compiled from the directory of the file")
  void siblingsAreCompiledFromTheDirectory() throws Exception {
    directory.write(
        "Greeter.java", "class Greeter { String greet() { return new Word().text(); } }");
    directory.write("Word.java", "class Word { String text() { return \"hi\"; } }");
    var file = "String handle() { return new Greeter().greet(); }";
    assertEquals("hi", directory.text("Foo.java", file));
    try (var files = Files.list(path)) {
      assertEquals(3, files.count(), "class files were written");
    }
  }

  @Test
  @DisplayName("H-11 packages below the directory are found")
  void packagesBelowTheDirectoryResolve() throws Exception {
    Files.createDirectory(path.resolve("words"));
    directory.write(
        "words/Word.java", "package words; public class Word { public String t = \"hi\"; }");
    assertEquals(
        "hi",
        directory.text("Foo.java", "import words.*; String handle() { return new Word().t; }"));
  }

  @Test
  @DisplayName("H-11 a sibling Handler.java does not hide httpd's Handler")
  void aSiblingCalledHandlerDoesNotHideOurs() throws Exception {
    directory.write("Handler.java", "String handle() { return \"other\"; }");
    assertEquals(
        "x",
        directory.text(
            "Foo.java",
            "class Foo implements Handler { public Response handle(Request r) { return text(\"x\");"
                + " } }"));
  }

  @Test
  @DisplayName("H-11 a broken sibling that is not used is not read")
  void aBrokenSiblingThatIsNotUsedIsNotRead() throws Exception {
    directory.write("Broken.java", "class Broken {");
    assertEquals("x", directory.text("Foo.java", "String handle() { return \"x\"; }"));
  }

  @Test
  @DisplayName("H-40 a byte order mark is not a character of a file or its siblings")
  void aByteOrderMarkIsNoCharacterOfAFileOrItsSiblings() throws Exception {
    var mark = "\uFEFF";
    directory.write("Word.java", mark + "class Word { String text() { return \"hi\"; } }");
    var file = mark + "String handle() { return new Word().text(); }";
    assertEquals("hi", directory.text("Foo.java", file));
    directory.write("Word.java", mark + "class Word { String text() { return 1; } }");
    var refusal = directory.refusal("Foo.java", file);
    assertTrue(refusal.startsWith("Word.java:1:37: error: incompatible types: "), refusal);
  }

  @Test
  @DisplayName("H-12 warnings do not refuse a file")
  void warningsDoNotFail() throws Exception {
    assertNotNull(
        directory.load(
            "Foo.java",
            "import java.util.*; class Foo { @Deprecated int d;"
                + " Object handle() { return new ArrayList(new Date().getYear()); } }"));
  }
}
