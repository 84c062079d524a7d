package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeTest {

  @TempDir Path directory;

  private static String answer(String code) throws Exception {
    var handler = HandlerFile.loadCode(code, HandlerCache.OFF);
    return handler.handle(Request.get("/x?name=Ada")).readText();
  }

  private static String refusal(String code) {
    var thrown =
        assertThrows(
            HandlerFileException.class, () -> HandlerFile.loadCode(code, HandlerCache.OFF));
    return String.valueOf(thrown.getMessage());
  }

  @ParameterizedTest(name = "HC-2 {0}")
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "\"hi \" + request.query(\"name\") # hi Ada",
        "request -> \"hello \" + request.query(\"name\") # hello Ada",
        "r -> { var x = r.path(); return x; } # /x",
        "() -> List.of(\"a\", \"b\") # ab",
        "Request::path # /x",
        "var x = request.path(); return x + x; # /x/x",
        "record P(int x) {} return \"\" + new P(1); # P[x=1]",
        "if (request.query(\"name\") == null) { return \"none\"; } else { return \"one\"; } # one",
        "String handle(Request r) { return r.path(); } # /x",
        "class A implements Handler { public Response handle(Request r) { return text(\"a\"); } } #"
            + " a",
        "int n = 2; String handle() { return \"n\" + n; } # n2",
      })
  void isWhatTheParserTakesItFor(String code, String answer) throws Exception {
    assertEquals(answer, answer(code));
  }

  @ParameterizedTest(name = "HC-2.2 {0}")
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "request -> \"a\"; # a",
        "\"a\";; # a",
        "return \"a\" # a",
        "request -> \"a\" // why # a",
        "return \"a\"; // why # a",
        "return \"a\" // why # a",
      })
  void semicolonsAtTheEndDoNotMatter(String code, String answer) throws Exception {
    assertEquals(answer, answer(code));
  }

  @ParameterizedTest(name = "HC-2.3 {0}")
  @CsvSource({"1 + 1, 2", "Duration.ofSeconds(90), PT1M30S", "request -> 'x', x"})
  void anyOtherValueIsSentAsItsText(String code, String answer) throws Exception {
    assertEquals(answer, answer(code));
  }

  @Test
  @DisplayName("HC-2.1 a lambda is called for each request, with fields of its own")
  void aLambdaIsCalledForEachRequest() throws Exception {
    var handler =
        HandlerFile.loadCode(
            "AtomicInteger n = new AtomicInteger(); int handle_() { return n.incrementAndGet(); }"
                + " String handle() { return \"\" + handle_(); }",
            HandlerCache.OFF);
    assertEquals("1", handler.handle(Request.get("/")).readText());
    assertEquals("2", handler.handle(Request.get("/")).readText());
  }

  @Test
  @DisplayName("HC-3 code has the imports of a handler file, and no class of the directory")
  void hasTheImportsOfAHandlerFile() throws Exception {
    assertEquals("404", answer("\"\" + status(404).status()"));
    var sibling = Path.of("OnlyBesideCode.java");
    Files.writeString(sibling, "class OnlyBesideCode {}");
    try {
      assertTrue(refusal("new OnlyBesideCode()").contains("cannot find symbol"));
    } finally {
      Files.delete(sibling);
    }
  }

  @ParameterizedTest(name = "HC-2.4 {0}")
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "import java.util.zip.CRC32; var c = new CRC32(); return \"\" + c.getValue(); # 0",
        "import java.util.zip.*; request -> \"\" + new CRC32().getValue(); # 0",
        "import java.util.zip.CRC32; /* why */ \"\" + new CRC32().getValue() # 0",
        "import static java.lang.Math.*; \"\" + max(1, 2) # 2",
        "import java.net.http.HttpClient.Version; String handle() { return \"\""
            + " + Version.HTTP_2; } # HTTP_2",
        "import java.util.jar.Attributes.Name; \"import \" + Name.class.getSimpleName() #"
            + " import Name",
      })
  void importsMayStandBeforeAnyForm(String code, String answer) throws Exception {
    assertEquals(answer, answer(code));
  }

  @Test
  @DisplayName("HC-2.4, HC-4 imports do not move the place of an error")
  void importsDoNotMoveErrors() {
    assertTrue(refusal("import java.util.zip.*; return y;").startsWith("code:1:32: error:"));
    assertTrue(refusal("import no.Such; return \"\";").startsWith("code:1:10: error:"));
    assertTrue(refusal("import java.util.*;\nreturn 1 + ;").startsWith("code:2:12: error:"));
    assertTrue(refusal("import java.util.*;").startsWith("code:1:"));
  }

  @Test
  @DisplayName("HC-4 an error has the line and the column of what was typed")
  void anErrorHasItsPlace() {
    assertEquals(
        """
        code:1:18: error: cannot find symbol
        request -> "a" + reqest.path()
                         ^
          symbol:   variable reqest
          location: class code
        1 error\
        """,
        refusal("request -> \"a\" + reqest.path()"));
    assertTrue(refusal("var x = 1;\nreturn x + y;").startsWith("code:2:12: error:"));
    assertTrue(refusal("String handle() {\n  return y; }").startsWith("code:2:10: error:"));
  }

  @ParameterizedTest(name = "HC-4.1 {0}")
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "request -> \"a\" + # code:1:17: error: illegal start of expression",
        "return \"x\" + ; # code:1:14: error: illegal start of expression",
        "String handle() { return \"x\" } # code:1:29: error: ';' expected",
      })
  void theReadingThatCameFurthestExplains(String code, String error) {
    assertTrue(refusal(code).startsWith(error), refusal(code));
  }

  @Test
  @DisplayName("HC-5 compiled code is found again")
  void isKept() throws Exception {
    var cache = HandlerCache.in(directory);
    HandlerFile.loadCode("\"kept\"", cache);
    var entries = directory.resolve("httpd/handlers");
    try (var kept = Files.list(entries)) {
      assertEquals(1, kept.count());
    }
    var again = HandlerFile.loadCode("\"kept\"", cache);
    assertEquals("kept", again.handle(Request.get("/")).readText());
    try (var kept = Files.list(entries)) {
      assertEquals(1, kept.count());
    }
  }
}
