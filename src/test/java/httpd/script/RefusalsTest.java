package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** H-15 to H-19: what compiles and is refused, or cannot be read, and the words for it. */
class RefusalsTest {

  private static final String WRITE =
      "\nwrite:  Response handle(Request request) { return Response.text(\"hello\"); }";
  private static final String RETURN =
      "\nit may return Response, String, List<String>, Iterator<String>, Stream<String>,"
          + " or a Supplier or Callable of one of the last four";

  @TempDir Path path;
  private HandlerFolder folder;

  @BeforeEach
  void open() {
    folder = new HandlerFolder(path);
  }

  @Test
  @DisplayName("H-15 a file without handle is refused at its class")
  void noHandlePointsToTheClass() throws Exception {
    assertEquals(
        """
        Foo.java:4:14: error: there is no method handle here
        public class Foo {
                     ^\
        """
            + WRITE,
        folder.refusal(
            "Foo.java", "import java.util.*;\n\n/** Doc of Foo. */\npublic class Foo {\n}\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "'// nothing\n',// nothing",
    "String hello() { return \"\"; },String hello() { return \"\"; }"
  })
  @DisplayName("H-15 a file without handle and without a class is refused at line 1")
  void noHandleAndNoClassPointsToTheFirstLine(String file, String line) throws Exception {
    assertEquals(
        "Foo.java:1:1: error: there is no method handle here\n" + line + "\n^" + WRITE,
        folder.refusal("Foo.java", file));
  }

  @Test
  @DisplayName("H-15 several handle methods or classes are refused")
  void severalAreRefused() throws Exception {
    assertEquals(
        """
        Foo.java:2:1: error: there are several methods handle that fit
        String handle(Request r) { return "b"; }
        ^
        keep one of them\
        """,
        folder.refusal(
            "Foo.java",
            "String handle() { return \"a\"; }\nString handle(Request r) { return \"b\"; }"));
    assertEquals(
        """
        Foo.java:2:7: error: several classes handle requests: A, B
        class B { String handle() { return "b"; } }
              ^
        call the one that is meant Foo, as the file\
        """,
        folder.refusal(
            "Foo.java",
            "class A { String handle() { return \"a\"; } }\n"
                + "class B { String handle() { return \"b\"; } }"));
  }

  @ParameterizedTest
  @CsvSource({
    "void,returns nothing",
    "int,returns int",
    "byte[],returns byte[]",
    "Thread,returns java.lang.Thread"
  })
  @DisplayName("H-16 a handle that cannot return a body is refused at its result type")
  void theResultMustBeAnAnswer(String type, String message) throws Exception {
    assertEquals(
        "Foo.java:2:3: error: handle "
            + message
            + "\n  "
            + type
            + " handle() { throw new Error(); }\n  ^"
            + RETURN,
        folder.refusal("Foo.java", "\n  " + type + " handle() { throw new Error(); }"));
  }

  @Test
  @DisplayName("H-16 a handle that takes anything but a Request is refused at its parameter")
  void theParameterMustBeARequest() throws Exception {
    assertEquals(
        """
        Foo.java:1:15: error: handle takes a Request or nothing, not [java.lang.String]
        String handle(String path) { return path; }
                      ^\
        """,
        folder.refusal("Foo.java", "String handle(String path) { return path; }"));
  }

  @Test
  @DisplayName("H-17 a package line is refused")
  void aPackageIsRefused() throws Exception {
    assertEquals(
        """
        Foo.java:2:1: error: a handler file has no package
        package a.b;
        ^
        remove this line; siblings are found in its folder\
        """,
        folder.refusal(
            "Foo.java", "// x\npackage a.b;\nclass Foo { String handle() { return \"\"; } }"));
  }

  @Test
  @DisplayName("H-18 a missing file, a directory and a file not in UTF-8 are refused")
  void whatCannotBeReadIsRefused() throws Exception {
    assertEquals("No.java: error: there is no such file", folder.refusal(path.resolve("No.java")));
    Files.createDirectory(path.resolve("Dir.java"));
    assertEquals(
        "Dir.java: error: this is a folder, not a Java file",
        folder.refusal(path.resolve("Dir.java")));
    Files.write(path.resolve("Latin.java"), new byte[] {'/', '/', (byte) 0xe9});
    assertEquals(
        "Latin.java: error: it is not UTF-8 text", folder.refusal(path.resolve("Latin.java")));
  }

  @Test
  @DisplayName("H-18 a file without read permission is refused")
  void whatMayNotBeReadIsRefused() throws Exception {
    var file = folder.write("Secret.java", "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");
    assertEquals("Secret.java: error: permission to read it is denied", folder.refusal(file));
  }

  @Test
  @DisplayName("H-19 a constructor that throws is shown with its line")
  void aConstructorThatThrowsIsRefused() throws Exception {
    var file =
        folder.write(
            "Foo.java",
            """
            String handle() { return ""; }

            String secret = Objects.requireNonNull(null, "no secret");
            """);
    var refused = assertThrows(HandlerFileException.class, () -> HandlerFile.load(file));
    assertEquals(
        file
            + ":3: error: its constructor threw java.lang.NullPointerException: no secret\n"
            + "String secret = Objects.requireNonNull(null, \"no secret\");",
        refused.getMessage());
    assertInstanceOf(NullPointerException.class, refused.getCause());
  }

  @Test
  @DisplayName("H-19 a static initializer that throws is shown with its line")
  void aStaticInitializerThatThrowsIsRefused() throws Exception {
    assertEquals(
        """
        Foo.java:2: error: its static initializer threw java.lang.ArithmeticException: / by zero
        static int x = 1 / 0;\
        """,
        folder.refusal(
            "Foo.java", "static String handle() { return \"\"; }\nstatic int x = 1 / 0;\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class Foo { Foo(int x) {} String handle() { return \"\"; } } | Foo: the handler class"
            + " needs a constructor without parameters",
        "abstract class Foo implements Handler { } | Foo: no instance can be made of an abstract"
            + " class or interface",
        "interface Foo extends Handler { } | Foo: no instance can be made of an abstract class or"
            + " interface",
      })
  @DisplayName("H-19 a class that cannot be instantiated is refused at its header")
  void aClassThatCannotBeMadeIsRefused(String file, String message) throws Exception {
    var refused = folder.refusal("Foo.java", file);
    assertTrue(refused.startsWith("Foo.java:1:" + (file.indexOf("Foo") + 1) + ": "), refused);
    assertTrue(refused.contains(message), refused);
  }
}
