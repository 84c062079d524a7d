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
  private HandlerDirectory directory;

  @BeforeEach
  void open() {
    directory = new HandlerDirectory(path);
  }

  @Test
  @DisplayName("H-15 a file without handle is refused at its class")
  void noHandlePointsToTheClass() throws Exception {
    assertEquals(
        """
        Foo.java:4:14: error: it has no method handle
        public class Foo {
                     ^\
        """
            + WRITE,
        directory.refusal(
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
        "Foo.java:1:1: error: it has no method handle\n" + line + "\n^" + WRITE,
        directory.refusal("Foo.java", file));
  }

  @Test
  @DisplayName("H-15 several handle methods or classes are refused")
  void severalAreRefused() throws Exception {
    assertEquals(
        """
        Foo.java:2:1: error: several methods handle fit
        String handle(Request r) { return "b"; }
        ^
        keep one of them\
        """,
        directory.refusal(
            "Foo.java",
            "String handle() { return \"a\"; }\nString handle(Request r) { return \"b\"; }"));
    assertEquals(
        """
        Foo.java:2:7: error: several classes handle requests: A, B
        class B { String handle() { return "b"; } }
              ^
        name one of them Foo, as the file\
        """,
        directory.refusal(
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
        directory.refusal("Foo.java", "\n  " + type + " handle() { throw new Error(); }"));
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
        directory.refusal("Foo.java", "String handle(String path) { return path; }"));
  }

  @Test
  @DisplayName("H-17 a package line is refused")
  void aPackageIsRefused() throws Exception {
    assertEquals(
        """
        Foo.java:2:1: error: a handler file has no package
        package a.b;
        ^
        remove this line; siblings are found in its directory\
        """,
        directory.refusal(
            "Foo.java", "// x\npackage a.b;\nclass Foo { String handle() { return \"\"; } }"));
  }

  @Test
  @DisplayName("H-18 a missing file, a directory and a file not in UTF-8 are refused")
  void whatCannotBeReadIsRefused() throws Exception {
    assertEquals(
        "No.java: error: there is no such file", directory.refusal(path.resolve("No.java")));
    Files.createDirectory(path.resolve("Dir.java"));
    assertEquals(
        "Dir.java: error: it is a directory, not a Java file",
        directory.refusal(path.resolve("Dir.java")));
    Files.write(path.resolve("Latin.java"), new byte[] {'/', '/', (byte) 0xe9});
    assertEquals(
        "Latin.java: error: it is not UTF-8 text", directory.refusal(path.resolve("Latin.java")));
  }

  @Test
  @DisplayName("H-18 a file without read permission is refused")
  void whatMayNotBeReadIsRefused() throws Exception {
    var file = directory.write("Secret.java", "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");
    assertEquals("Secret.java: error: permission to read it is denied", directory.refusal(file));
  }

  @Test
  @DisplayName("H-19 a constructor that throws is shown with its line")
  void aConstructorThatThrowsIsRefused() throws Exception {
    var file =
        directory.write(
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
        directory.refusal(
            "Foo.java", "static String handle() { return \"\"; }\nstatic int x = 1 / 0;\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class Foo { Foo(int x) {} String handle() { return \"\"; } } | Foo: the handler class"
            + " needs a constructor without parameters",
        "abstract class Foo implements Handler { } | Foo: an abstract class or"
            + " interface cannot be instantiated",
        "interface Foo extends Handler { } | Foo: an abstract class or interface"
            + " cannot be instantiated",
      })
  @DisplayName("H-19 a class that cannot be instantiated is refused at its header")
  void aClassThatCannotBeInstantiatedIsRefused(String file, String message) throws Exception {
    var refused = directory.refusal("Foo.java", file);
    assertTrue(refused.startsWith("Foo.java:1:" + (file.indexOf("Foo") + 1) + ": "), refused);
    assertTrue(refused.contains(message), refused);
  }
}
