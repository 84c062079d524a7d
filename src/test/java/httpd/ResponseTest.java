package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S-5 and H-3: what a response can be made of. */
class ResponseTest {

  @Test
  void ofTakesAResponseAsItIsAndABodyAs200() throws Exception {
    var response = Response.status(404);
    assertSame(response, Response.of(response));
    assertEquals(Response.text("a"), Response.of("a"));
    assertEquals(Response.chunks(List.of("a")), Response.of(List.of("a")));
    var lazy = Response.of(Stream.of("a"));
    assertEquals(200, lazy.status());
    assertInstanceOf(Body.Lines.class, lazy.body()).source().close();
  }

  @Test
  void ofCallsAFunctionWhichMayGiveAResponseToo() throws Exception {
    var teapot = Response.text("short and stout").withStatus(418);
    Supplier<Object> supplier = () -> teapot;
    Callable<Object> nested = () -> supplier;
    assertSame(teapot, Response.of(supplier));
    assertSame(teapot, Response.of(nested));
    Supplier<Object> text = () -> "a";
    assertEquals(Response.text("a"), Response.of(text));
    Callable<Object> failing =
        () -> {
          throw new HttpException(409, "try again");
        };
    assertEquals(409, assertThrows(HttpException.class, () -> Response.of(failing)).status());
  }

  @Test
  void ofRefusesWhatIsNeither() {
    assertThrows(IllegalArgumentException.class, () -> Response.of(null));
    assertThrows(IllegalArgumentException.class, () -> Response.of(200));
    Supplier<Object> nothing = () -> null;
    assertThrows(IllegalArgumentException.class, () -> Response.of(nothing));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 100, 101, 199, 600, 2000})
  void aStatusIs200To599(int status) {
    var e = assertThrows(IllegalArgumentException.class, () -> Response.status(status));
    assertEquals("a response status is 200 to 599, was " + status, e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Response.text("").withStatus(status));
  }

  @Test
  void eachChangeLeavesTheOthersAndTheOriginal() {
    var plain = Response.text("a");
    var changed =
        plain
            .withStatus(201)
            .withHeader("X-A", "1")
            .withHeader("x-a", "2")
            .plusHeader("Set-Cookie", "a=1")
            .plusHeader("Set-Cookie", "b=2")
            .withType("text/html");
    assertEquals(
        new Response(
            201,
            Headers.of(
                "x-a", "2", "Set-Cookie", "a=1", "Set-Cookie", "b=2", "Content-Type", "text/html"),
            new Body.Text("a")),
        changed);
    assertEquals(Response.text("a"), plain);
    assertEquals(new Response(204, Headers.EMPTY, Body.EMPTY), Response.status(204));
  }

  @Test
  void nothingMayBeNull() {
    assertThrows(NullPointerException.class, () -> new Response(200, null, Body.EMPTY));
    assertThrows(NullPointerException.class, () -> new Response(200, Headers.EMPTY, null));
    assertThrows(NullPointerException.class, () -> Response.text(null));
    assertThrows(NullPointerException.class, () -> new Body.Lines(null));
  }
}
