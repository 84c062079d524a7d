package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.HttpException;
import httpd.Response;
import httpd.route.FieldsAdded;
import httpd.route.HeaderRule;
import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.Eventually;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that rules add to responses, and OPTIONS, which runs nothing. */
class FieldsAddedTest extends WireTest {

  @Test
  @DisplayName("R-50 R-50.1 fields by path, in place of the handler's; later rules count")
  void byPath() throws Exception {
    Handler own = request -> Response.text("ok\n").withHeader("X-Own", "1");
    var rules = rules("X-All: a", "X-All: b", "/x/: X-Own: 2", "/x/{id}: X-Id: yes", "/y: X-Own:");
    serve(FieldsAdded.of(rules, Router.of(Route.get("/", own))));
    assertFields("/z", "X-All: b", "X-Own: 1");
    assertFields("/x/7", "X-All: b", "X-Own: 2", "X-Id: yes");
    assertFields("/y", "X-All: b");
  }

  @Test
  @DisplayName("R-50 errors have them too")
  void errors() throws Exception {
    Handler failing =
        request -> {
          throw new HttpException(418, "short and stout");
        };
    serve(FieldsAdded.of(rules("X-All: a"), Router.of(Route.get("/t", failing))));
    assertTrue(head("/t").contains("X-All: a"));
    assertTrue(head("/nothing").contains("X-All: a"));
  }

  @ParameterizedTest
  @DisplayName("R-50.3 rules that are refused")
  @ValueSource(
      strings = {
        "",
        "X",
        "/x/",
        "/x: ",
        "/x: X",
        ": 1",
        "a b: 1",
        "X: \u0001",
        "/a b: X: 1",
        "Content-Length: 3",
        "/x: transfer-encoding: chunked",
        "Connection: close",
      })
  void refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> HeaderRule.of(text));
  }

  @Test
  @DisplayName("S-88.1 OPTIONS of a handler that answers with lines runs nothing")
  void options() throws Exception {
    var pulled = new AtomicInteger();
    var closed = new AtomicBoolean();
    Handler lazy =
        request ->
            Response.of(
                    Stream.generate(() -> "line " + pulled.incrementAndGet())
                        .onClose(() -> closed.set(true)))
                .withHeader("X-Own", "1");
    serve(lazy);
    var head = connect().send("OPTIONS /a HTTP/1.1\nHost: test\n\n").readHead();
    assertTrue(head.startsWith("HTTP/1.1 204 "), head);
    assertTrue(head.contains("X-Own: 1"), head);
    assertFalse(head.contains("ontent-"), head);
    Eventually.holds("closed", closed::get);
    assertEquals(0, pulled.get());
  }

  @Test
  @DisplayName("R-9.3 OPTIONS of a path that takes other methods")
  void allow() throws Exception {
    Handler ok = request -> Response.text("ok\n");
    serve(Router.of(Route.get("/a", ok), Route.post("/a", ok), Route.get("/b", ok)));
    var head = connect().send("OPTIONS /a HTTP/1.1\nHost: test\n\n").readHead();
    assertTrue(head.startsWith("HTTP/1.1 204 "), head);
    assertTrue(head.contains("Allow: GET, HEAD, OPTIONS, POST"), head);
    var none = connect().send("OPTIONS /c HTTP/1.1\nHost: test\n\n").readHead();
    assertTrue(none.startsWith("HTTP/1.1 404 "), none);
  }

  private void assertFields(String path, String... expected) throws Exception {
    var fields = head(path).lines().filter(line -> line.startsWith("X-")).sorted().toList();
    assertEquals(Stream.of(expected).sorted().toList(), fields);
  }

  private String head(String path) throws Exception {
    return connect().send("GET " + path + " HTTP/1.1\nHost: test\n\n").readHead();
  }

  private static List<HeaderRule> rules(String... texts) {
    return Stream.of(texts).map(HeaderRule::of).toList();
  }
}
