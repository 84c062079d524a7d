package httpd.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Filter;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RouterAnswersTest {

  private static final Handler OK = request -> Response.text("ok");

  private final List<String> seen = new ArrayList<>();

  private Filter noting(String name) {
    return (request, next) -> {
      seen.add(name + " " + request.path());
      var response = next.handle(request);
      seen.add(name + " " + response.status());
      return response;
    };
  }

  private static Handler throwing(Exception failure) {
    return request -> {
      throw failure;
    };
  }

  private static String ask(Handler handler, String method, String path) throws Exception {
    try (var response = handler.handle(Request.of(method, path, ""))) {
      return response.status() + " " + response.readText();
    }
  }

  private static String get(Handler handler, String path) throws Exception {
    return ask(handler, "GET", path);
  }

  @Test
  @DisplayName("Q-6 filters run from the first to the last, and back; one may answer itself")
  void order() throws Exception {
    var router = Router.of(Route.get("/a", OK)).with(noting("1"), noting("2"));
    assertEquals("200 ok", get(router, "/a"));
    assertEquals(List.of("1 /a", "2 /a", "2 200", "1 200"), seen);
    Filter deaf = (request, next) -> Response.status(403);
    assertEquals("403 ", get(noting("3").then(deaf).then(OK), "/a"));
    assertEquals("403 ", get(router.with(deaf), "/a"));
  }

  @Test
  @DisplayName("Q-7 filters see a 404, a 405 and a preflight that no route takes")
  void refusals() throws Exception {
    var router = Router.of(Route.get("/a", OK)).with(noting("f"));
    assertEquals("404 404 Not Found: /b\n", get(router, "/b"));
    assertEquals(
        "405 405 Method Not Allowed: /a takes GET, HEAD, not DELETE\n",
        ask(router, "DELETE", "/a"));
    assertEquals("204 ", ask(router, "OPTIONS", "/a"));
    assertEquals(List.of("f /b", "f 404", "f /a", "f 405", "f /a", "f 204"), seen);
  }

  @Test
  @DisplayName("Q-7 filters see what onError answers")
  void errorsThroughFilters() throws Exception {
    var router =
        Router.of(Route.get("/a", throwing(new IOException("x"))))
            .with(noting("f"))
            .onError(IOException.class, (request, failure) -> Response.status(502));
    assertEquals("502 ", get(router, "/a"));
    assertEquals(List.of("f /a", "f 502"), seen);
  }

  @Test
  @DisplayName(
      "Q-8 the response to the nearest class counts; an exception without one is" + " thrown on")
  void nearest() throws Exception {
    var unknown = new IllegalStateException("x");
    var router =
        Router.of(
                Route.get("/file", throwing(new FileNotFoundException("f"))),
                Route.get("/other", throwing(unknown)))
            .onError(IOException.class, (request, failure) -> Response.text("io"))
            .onError(
                FileNotFoundException.class,
                (request, failure) -> Response.text(failure.getMessage()));
    assertEquals("200 f", get(router, "/file"));
    assertSame(unknown, assertThrows(Exception.class, () -> get(router, "/other")));
    var all = router.onError(Exception.class, (request, failure) -> Response.text("all"));
    assertEquals("200 all", get(all, "/other"));
  }

  @Test
  @DisplayName("Q-8 what a filter throws is answered too; what an answer throws is not")
  void filtersAndAnswers() throws Exception {
    Filter failing =
        (request, next) -> {
          throw new HttpException(401, "who?", Headers.of("WWW-Authenticate", "Basic"), null);
        };
    var router = Router.of(Route.get("/", throwing(new IOException("x"))));
    var answered =
        router
            .with(failing)
            .onError(HttpException.class, (request, why) -> Response.text(why.getMessage()));
    assertEquals("200 who?", get(answered, "/"));
    var calls = new ArrayList<String>();
    var passing =
        router
            .with((request, next) -> next.handle(request))
            .onError(
                IOException.class,
                (request, failure) -> {
                  calls.add("called");
                  throw failure;
                });
    assertThrows(IOException.class, () -> get(passing, "/"));
    assertEquals(List.of("called"), calls);
  }

  @Test
  @DisplayName("Q-9 notFound serves what no route takes, and the 404s of handlers")
  void notFound() throws Exception {
    var router =
        Router.of(
                Route.get("/a", throwing(new HttpException(404, "gone"))),
                Route.get("/b", throwing(new HttpException(409, "no"))))
            .notFound(request -> Response.text("lost: " + request.path()).withStatus(404));
    assertEquals("404 lost: /a", get(router, "/a"));
    assertEquals("404 lost: /c", get(router, "/c"));
    assertEquals(409, assertThrows(HttpException.class, () -> get(router, "/b")).status());
  }

  @Test
  @DisplayName("Q-10 a refusal of the server passes the filters and onError, and no route")
  void refused() throws Exception {
    var why = new HttpException(421, "not here");
    var router = Router.of(Route.any("/", OK)).with(noting("f"));
    assertSame(why, assertThrows(HttpException.class, () -> router.refused(Request.get("/"), why)));
    var answering =
        router.onError(HttpException.class, (request, e) -> Response.text("r" + e.status()));
    assertEquals("r421", answering.refused(Request.get("/"), why).readText());
    assertEquals(List.of("f /", "f /", "f 200"), seen);
    assertThrows(HttpException.class, () -> OK.refused(Request.get("/"), why));
  }

  @Test
  @DisplayName("Q-11 a mounted router sees the path below, and the params of both")
  void mounted() throws Exception {
    Handler telling =
        request ->
            Response.text(
                "%s %s %s %s %s"
                    .formatted(
                        request.basePath(),
                        request.path(),
                        request.route(),
                        request.param("user"),
                        request.params().getOrDefault("id", "-")));
    var inner = Router.of(Route.get("/items/{id}", telling), Route.get("/", telling));
    var router = Router.of(Route.at("/u/{user}/", inner), Route.any("/", OK));
    assertEquals(
        "200 /u/a%20b /items/7 /u/{user}/items/{id} a b 7", get(router, "/u/a%20b/items/7"));
    assertEquals("200 /u/x / /u/{user}/ x -", get(router, "/u/x/"));
    var deep = Router.of(Route.at("/v1/", router));
    assertEquals("200 /v1/u/x /items/7 /v1/u/{user}/items/{id} x 7", get(deep, "/v1/u/x/items/7"));
  }

  @Test
  @DisplayName("Q-11 a mounted router names the whole path, and asks the outer one for answers")
  void mountedRefusals() throws Exception {
    var inner = Router.of(Route.get("/a", OK)).with(noting("f"));
    var outer = Router.of(Route.at("/api/", inner));
    assertEquals("404 404 Not Found: /api/b\n", get(outer, "/api/b"));
    assertEquals(List.of("f /b", "f 404"), seen);
    var answering = outer.notFound(request -> Response.text("outer"));
    assertEquals("200 outer", get(answering, "/api/b"));
    var own = Router.of(Route.at("/api/", inner.notFound(request -> Response.text("inner"))));
    assertEquals("200 inner", get(own.notFound(request -> Response.text("outer")), "/api/b"));
  }

  @Test
  @DisplayName("Q-11 a mount without a slash at its end, or with a name twice, is refused")
  void badMounts() {
    var inner = Router.of(Route.get("/{id}", OK));
    assertThrows(IllegalArgumentException.class, () -> Route.at("/api", inner));
    var twice = assertThrows(IllegalArgumentException.class, () -> Route.at("/{id}/", inner));
    assertEquals("path /{id}/ and /{id} below it both have a {id}", twice.getMessage());
  }

  @Test
  @DisplayName("Q-12 routes of PUT, DELETE and PATCH")
  void methods() throws Exception {
    var router = Router.of(Route.put("/a", OK), Route.delete("/a", OK), Route.patch("/a", OK));
    for (var method : Set.of("PUT", "DELETE", "PATCH")) {
      assertEquals("200 ok", ask(router, method, "/a"));
    }
    assertTrue(get(router, "/a").contains("takes DELETE, PATCH, PUT, not GET"));
  }

  @Test
  @DisplayName("Q-19 the request knows the pattern that took it, also its original")
  void route() throws Exception {
    var router = Router.of(Route.get("/hello/{name}", OK));
    var request = Request.get("/hello/ada");
    assertNull(request.route());
    router.handle(request);
    assertEquals("/hello/{name}", request.route());
  }
}
