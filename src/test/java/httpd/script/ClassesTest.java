package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.FileNames;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H-6 to H-10: which class of a file is taken, and which names mean what. */
class ClassesTest {

  @TempDir Path path;
  private HandlerDirectory directory;

  @BeforeEach
  void open() {
    directory = new HandlerDirectory(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public class Foo { public String handle(Request r) { return \"x\"; } }",
        "class Foo { String handle() { return \"x\"; } }",
        "class Foo { private Foo() {} private String handle() { return \"x\"; } }",
        "public class Foo implements Handler { public Response handle(Request r) { return"
            + " text(\"x\"); } }",
        "class Foo implements Handler { public Response handle(Request r) { return text(\"x\"); }"
            + " }",
        "record Foo() implements Handler { public Response handle(Request r) { return text(\"x\");"
            + " } }",
        "interface Foo { static String handle() { return \"x\"; } }",
        "abstract class Foo { static String handle() { return \"x\"; } }",
        "class Foo extends Base { String handle() { return \"x\"; } }"
            + " class Base { Object handle() { return \"y\"; } }",
        "class Foo extends Base { } class Base { String handle() { return \"x\"; } }",
        """
        /** Doc. */
        import java.util.*;

        @SuppressWarnings("x")
        class Foo {
          String handle() { return "x"; }
        }
        """,
      })
  @DisplayName("H-6 a whole class works too")
  void aWholeClassWorksToo(String file) throws Exception {
    assertEquals("x", directory.text("Foo.java", file));
  }

  @Test
  @DisplayName("H-7 the class with the name of the file wins")
  void theClassNamedAsTheFileWins() throws Exception {
    var two =
        """
        class A { String handle() { return "a"; } }
        class B { String handle() { return "b"; } }
        """;
    assertEquals("a", directory.text("A.java", two));
    assertEquals("b", directory.text("B.java", two));
  }

  @Test
  @DisplayName("H-7 otherwise the only class that handles is used")
  void otherwiseTheOnlyClassThatHandles() throws Exception {
    assertEquals(
        "b",
        directory.text(
            "Foo.java",
            """
            class Foo { }
            abstract class Base { abstract String word(); String handle() { return word(); } }
            class B extends Base { String word() { return "b"; } }
            """));
  }

  @Test
  @DisplayName("H-8 a file that begins with a class may still be compact")
  void aFileThatBeginsWithATypeMayStillBeCompact() throws Exception {
    assertEquals(
        "Point[x=1, y=2]",
        directory.text(
            "Foo.java",
            """
            record Point(int x, int y) { }
            String handle() { return new Point(1, 2).toString(); }
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void main() { } String handle() { return \"x\"; }",
        "static void main() { } String handle() { return \"x\"; }",
        "void main(String[] args) { } String handle() { return \"x\"; }",
        "void main(int other) { } String handle() { return \"x\"; }",
        "String handle() { return \"x\"; } // no main, no line feed",
      })
  @DisplayName("H-8 a main in the file is left alone")
  void aMainOfItsOwnIsLeftAlone(String file) throws Exception {
    assertEquals("x", directory.text("Foo.java", file));
  }

  @Test
  @DisplayName("H-8 fields, imports and nested classes belong to the file")
  void fieldsImportsAndNestedClassesBelongToTheFile() throws Exception {
    assertEquals(
        "[1, 2]",
        directory.text(
            "Foo.java",
            """
            import module java.net.http;
            import java.util.concurrent.atomic.*;

            final AtomicReference<List<Integer>> all = new AtomicReference<>(List.of(1, 2));
            HttpClient client;

            String handle() { return new Shown().toString(); }

            class Shown { public String toString() { return all.get().toString(); } }
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Handler.java", "Request.java", "Response.java", "Headers.java", "Body.java", "Lines.java",
        "Query.java", "HttpException.java", "my-handler.java", "1.java", "class.java", "é ü.java",
        "noending",
      })
  @DisplayName("H-9 any file name works")
  void anyFileNameWorks(String name) throws Exception {
    assumeTrue(FileNames.isWritable(name), "this locale has no UTF-8");
    assertEquals(
        "/x",
        directory.text(
            name,
            """
            Response handle(Request request) throws HttpException {
              Headers headers = request.headers();
              Query query = request.query();
              Body body = Response.text(request.path()).body();
              Lines lines = request.lines();
              return new Response(200, headers, body);
            }
            """));
  }

  @Test
  @DisplayName("H-9 a class may have another name than its file")
  void aClassMayHaveAnotherNameThanItsFile() throws Exception {
    assertEquals(
        "x",
        directory.text(
            "my-handler.java", "public class Foo { String handle() { return \"x\"; } }"));
  }

  @Test
  @DisplayName("H-10 a handler file may have routes of its own")
  void aHandlerFileMayHaveRoutesOfItsOwn() throws Exception {
    assertEquals(
        "x",
        directory.text(
            "Router.java",
            """
            final Router routes = Router.of(Route.get("/x", this::x));
            Response x(Request r) { return text("x"); }
            Response handle(Request r) throws Exception { return routes.handle(r); }
            """));
  }

  @Test
  @DisplayName("H-10 names of the JDK do not hide those of httpd")
  void namesOfTheJdkDoNotGetInTheWay() throws Exception {
    assertEquals(
        "x",
        directory.text(
            "Foo.java",
            """
            import java.util.logging.*;
            import java.net.http.*;
            Handler inner = r -> text("x");
            Response handle(Request r) throws Exception { return inner.handle(r); }
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import java.util.logging.Handler; class Foo { Handler h; String handle() { return \"x\"; }"
            + " }",
        "import httpd.Request; import httpd.*; import static httpd.Response.text;"
            + " class Foo { Response handle(Request r) { return text(\"x\"); } }",
        "class Foo { String handle() { return new Lines().x; } } class Lines { String x = \"x\"; }",
        "class Lines { String x = \"x\"; } String handle() { return new Lines().x; }",
        "import java.util.logging.Handler; Handler h; String handle() { return \"x\"; }",
        "String text(String s) { return s; } String handle() { return text(\"x\"); }",
        "import static java.util.List.*; String handle() { return of(\"x\").getFirst(); }",
        "import static java.util.Map.Entry; Entry e; String handle() { return \"x\"; }",
        "class Route { String x = \"x\"; } String handle() { return new Route().x; }",
      })
  @DisplayName("H-10 names that the file imports or declares win")
  void whatTheFileImportsOrDeclaresWins(String file) throws Exception {
    assertEquals("x", directory.text("Foo.java", file));
  }
}
