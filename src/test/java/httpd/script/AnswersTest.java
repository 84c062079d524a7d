package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import java.io.FileNotFoundException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H-1 to H-4: the method, what it returns and what it throws. */
class AnswersTest {

  @TempDir Path path;
  private HandlerDirectory directory;

  @BeforeEach
  void open() {
    directory = new HandlerDirectory(path);
  }

  @Test
  @DisplayName("H-1 the smallest handler file is one method")
  void theSmallestFileIsOneMethod() throws Exception {
    assertNotNull(
        directory.load(
            "Handler.java",
            """
            Response handle(Request request) {
                return Response.lines(Lines.get("http://127.0.0.1:9000/events"));
            }
            """));
  }

  @Test
  @DisplayName("Q-31 the class of a handler file may declare that it does not block")
  void nonBlocking() throws Exception {
    var handler =
        directory.load(
            "Fast.java",
            """
            class Fast implements NonBlocking {
                public Response handle(Request request) { return text("fast"); }
            }
            """);
    assertFalse(handler.mayBlock(Request.get("/")));
    assertEquals("fast", handler.handle(Request.get("/")).readText());
  }

  @Test
  @DisplayName("H-1 handle gets the request")
  void itIsGivenTheRequest() throws Exception {
    var handler =
        directory.load("Echo.java", "String handle(Request r) { return r.query(\"name\"); }");
    assertEquals(Response.text("Ada"), handler.handle(Request.get("/hello?name=Ada")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "String handle() { return \"x\"; }",
        "private String handle(Request r) { return \"x\"; }",
        "static String handle(Request r) { return \"x\"; }",
        "private static String handle() { return \"x\"; }",
        "public final String handle(Object r) { return \"x\"; }",
        "Response handle(Request r) { return text(\"x\"); }",
        "Body handle(Request r) { return new Body.Text(\"x\"); }",
        "CharSequence handle(Request r) { return \"x\"; }",
        "Object handle(Request r) { return \"x\"; }",
        "<T> T handle(Request r) { return (T) \"x\"; }",
        "Supplier<String> handle(Request r) { return () -> \"x\"; }",
        "Callable<Object> handle(Request r) { return () -> \"x\"; }",
        "Object handle(Request r) { return (Supplier<Object>) () -> (Callable<String>) () -> \"x\";"
            + " }",
      })
  @DisplayName("H-2 handle may be static, private and without a parameter")
  void itMayBeStaticPrivateAndWithoutAParameter(String file) throws Exception {
    assertEquals("x", directory.text("X.java", file));
  }

  @Test
  @DisplayName("H-3 a list of strings becomes chunks")
  void aListIsChunks() throws Exception {
    assertEquals(
        new Body.Chunks(List.of("a", "b")),
        directory.body("L.java", "List<String> handle() { return List.of(\"a\", \"b\"); }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Iterator<String> handle() { return List.of(\"a\", \"b\").iterator(); }",
        "Stream<String> handle() { return Stream.of(\"a\", \"b\"); }",
        "Supplier<Iterator<String>> handle() { return () -> List.of(\"a\", \"b\").iterator(); }",
        "Callable<Stream<String>> handle() { return () -> Stream.of(\"a\", \"b\"); }",
        "Lines handle(Request r) { return Request.post(\"/\", \"a\\nb\").lines(); }",
      })
  @DisplayName("H-3 iterators and streams become lines")
  void iteratorsAndStreamsAreLines(String file) throws Exception {
    assertEquals(List.of("a", "b"), directory.lines("Lazy.java", file));
  }

  @Test
  @DisplayName("H-3 a Response is used unchanged")
  void aResponseIsLeftAsItIs() throws Exception {
    var handler =
        directory.load(
            "Teapot.java",
            "Response handle() { return status(418).withHeader(\"X-Tea\", \"green\"); }");
    var response = handler.handle(Request.get("/x"));
    assertEquals(418, response.status());
    assertEquals("green", response.headers().get("X-Tea"));
  }

  @Test
  @DisplayName("H-3 null is an exception when it is returned")
  void nullIsRefusedWhenItIsReturned() throws Exception {
    var handler = directory.load("Nothing.java", "String handle() { return null; }");
    assertThrows(IllegalArgumentException.class, () -> handler.handle(Request.get("/x")));
  }

  @Test
  @DisplayName("H-4 exceptions and errors of handle reach the server unchanged")
  void whatItThrowsArrivesAsItIs() throws Exception {
    var checked =
        directory.load(
            "Checked.java",
            "String handle() throws Exception { throw new java.io.FileNotFoundException(\"a\"); }");
    var thrown = assertThrows(FileNotFoundException.class, () -> checked.handle(Request.get("/x")));
    assertEquals("a", thrown.getMessage());

    var error = directory.load("Err.java", "String handle() { throw new AssertionError(\"b\"); }");
    assertThrows(AssertionError.class, () -> error.handle(Request.get("/x")));
  }

  @Test
  @DisplayName("H-4 a Throwable that is neither Exception nor Error is wrapped")
  void aThrowableThatIsNeitherIsWrapped() throws Exception {
    var handler =
        directory.load(
            "Odd.java", "String handle() throws Throwable { throw new Throwable(\"odd\"); }");
    var thrown =
        assertThrows(UndeclaredThrowableException.class, () -> handler.handle(Request.get("/x")));
    assertEquals("odd", thrown.getCause().getMessage());
  }

  @Test
  @DisplayName("H-4 the stack trace names the file and the line as on disk")
  void theStackTraceNamesTheLineInTheFile() throws Exception {
    var handler =
        directory.load(
            "Lined.java",
            """
            // one
            String handle() {
              throw new IllegalStateException();
            }
            """);
    var thrown = assertThrows(IllegalStateException.class, () -> handler.handle(Request.get("/x")));
    var top = thrown.getStackTrace()[0];
    assertEquals("Lined.java:3", top.getFileName() + ":" + top.getLineNumber());
  }

  @Test
  @DisplayName("H-5 one instance serves all requests")
  void oneInstanceServesAllRequests() throws Exception {
    var handler =
        directory.load("Counter.java", "int calls; String handle() { return \"\" + ++calls; }");
    assertEquals(Response.text("1"), handler.handle(Request.get("/x")));
    assertEquals(Response.text("2"), handler.handle(Request.get("/x")));
  }

  @Test
  @DisplayName("H-5 each load has static fields of its own")
  void eachLoadHasItsOwnStatics() throws Exception {
    var text = "static int calls; String handle() { return \"\" + ++calls; }";
    var first = directory.load("Counter.java", text);
    assertEquals(Response.text("1"), first.handle(Request.get("/x")));
    assertEquals("1", directory.text("Counter.java", text));
    assertEquals(Response.text("2"), first.handle(Request.get("/x")));
  }

  @Test
  @DisplayName("H-6 a class that implements Handler is used directly")
  void aClassThatIsAHandlerIsUsedAsItIs() throws Exception {
    var handler =
        directory.load(
            "Own.java",
            "class Own implements Handler {"
                + " public Response handle(Request r) { return text(\"own\"); } "
                + "String handle(String other) { return other; } }");
    assertEquals(Response.text("own"), handler.handle(Request.get("/x")));
    assertInstanceOf(HandlerClassLoader.class, handler.getClass().getClassLoader());
  }
}
