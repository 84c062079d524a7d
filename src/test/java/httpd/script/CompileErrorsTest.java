package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-13, H-14: what the compiler says, at its place in the file as it was written. */
class CompileErrorsTest {

  @TempDir Path path;
  private HandlerDirectory directory;

  @BeforeEach
  void open() {
    directory = new HandlerDirectory(path);
  }

  @Test
  @DisplayName("H-13 a syntax error has its line and column")
  void aSyntaxErrorHasItsPlace() throws Exception {
    assertEquals(
        """
        Foo.java:3:18: error: ';' expected
          \treturn "hello"
          \t              ^
        1 error\
        """,
        directory.refusal(
            "Foo.java", "// a comment\nString handle() {\n  \treturn \"hello\"\n}\n"));
  }

  @Test
  @DisplayName("H-13 the column is right in the first line too")
  void theColumnIsRightInTheFirstLineToo() throws Exception {
    assertEquals(
        """
        Foo.java:1:27: error: incompatible types: int cannot be converted to java.lang.String
        \tString handle() { return 1; }
        \t                         ^
        1 error\
        """,
        directory.refusal("Foo.java", "\tString handle() { return 1; }"));
  }

  @Test
  @DisplayName("H-13 each error is printed, and they are counted")
  void eachErrorIsReportedAndCounted() throws Exception {
    assertEquals(
        """
        Foo.java:2:10: error: cannot find symbol
          return a
                 ^
          symbol:   variable a
          location: class Foo
        Foo.java:3:5: error: cannot find symbol
          + b;
            ^
          symbol:   variable b
          location: class Foo
        2 errors\
        """,
        directory.refusal("Foo.java", "String handle() {\n  return a\n  + b;\n}\n"));
  }

  @Test
  @DisplayName("H-13 lines may end with CR")
  void linesMayEndWithCarriageReturns() throws Exception {
    assertTrue(
        directory
            .refusal("Foo.java", "String handle() {\r\n\r\n  return a;\r\n}\r\n")
            .startsWith("Foo.java:3:10: error: cannot find symbol\n  return a;\n         ^\n"));
  }

  @Test
  @DisplayName("H-13 an error at the end of the file is shown in the file")
  void anErrorAtTheEndIsInTheFile() throws Exception {
    assertEquals(
        """
        Foo.java:2:3: error: reached end of file while parsing
         }
          ^
        1 error\
        """,
        directory.refusal("Foo.java", "class Foo { String handle() {\n }"));
  }

  @Test
  @DisplayName("H-14 a missing sibling is shown where it is used")
  void aMissingSiblingHasItsPlace() throws Exception {
    assertEquals(
        """
        Foo.java:1:30: error: cannot find symbol
        String handle() { return new Missing().text(); }
                                     ^
          symbol:   class Missing
          location: class Foo
        1 error\
        """,
        directory.refusal("Foo.java", "String handle() { return new Missing().text(); }"));
  }

  @Test
  @DisplayName("H-13.3 a static method on a response, which would lose it, is an error")
  void aStaticMethodOnAResponseIsAnError() throws Exception {
    assertEquals(
        """
        Foo.java:1:47: error: a static method makes a new Response, and this one would be lost
        Object handle() { return Response.json("made").status(201); }
                                                      ^
        a copy with another status is .withStatus(201), with a field .withHeader(NAME, VALUE)
        1 error\
        """,
        directory.refusal(
            "Foo.java", "Object handle() { return Response.json(\"made\").status(201); }"));
  }

  @Test
  @DisplayName("H-13.3 other static methods may be called on a value")
  void otherStaticMethodsMayBeCalledOnAValue() throws Exception {
    directory.write("Word.java", "class Word { static String word() { return \"word\"; } }");
    assertEquals(
        "word", directory.text("Foo.java", "Object handle() { return new Word().word(); }"));
  }

  @Test
  @DisplayName("H-14 an error in a sibling is shown under the path of the sibling")
  void anErrorInASiblingIsUnderItsOwnPath() throws Exception {
    directory.write("Word.java", "class Word {\n  int text = \"\";\n}\n");
    assertEquals(
        """
        Word.java:2:14: error: incompatible types: java.lang.String cannot be converted to int
          int text = "";
                     ^
        1 error\
        """,
        directory.refusal("Foo.java", "Object handle() { return \"\" + new Word().text; }"));
  }

  @Test
  @DisplayName("H-14 paths are shown as the user gave them")
  void pathsAreShownAsTheUserGaveThem() throws Exception {
    directory.write("Word.java", "class Word {\n  int text = \"\";\n}\n");
    directory.write("Foo.java", "Object handle() { return \"\" + new Word().text + a; }");
    var relative = Path.of("").toAbsolutePath().relativize(path);
    var said =
        assertThrows(
                HandlerFileException.class, () -> HandlerFile.load(relative.resolve("Foo.java")))
            .getMessage();
    assertTrue(
        said.contains("\n" + relative + "/Word.java:2:14: error: ")
            || said.startsWith(relative + "/Word.java:2:14: error: "),
        said);
    assertTrue(said.contains(relative + "/Foo.java:1:49: error: cannot find symbol"), said);
  }
}
