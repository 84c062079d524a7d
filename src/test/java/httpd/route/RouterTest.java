package httpd.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

  /** Answers with its own name. */
  private record Named(String name) implements Handler {
    @Override
    public Response handle(Request request) {
      return Response.text(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Route any(String pattern) {
    return Route.any(pattern, new Named(pattern));
  }

  private static String textOf(Response response) {
    return ((Body.Text) response.body()).text();
  }

  private static Response ask(Router router, String method, String path) throws Exception {
    return router.handle(Request.of(method, path, ""));
  }

  @ParameterizedTest(name = "R-7 of {1}, {2} takes {0}")
  @CsvSource({
    "/a,       / /a,                   /a",
    "/a/b,     / /a/ /a/b,             /a/b",
    "/a/b/c,   / /a/ /a/b/,            /a/b/",
    "/a/b/c,   / /a/ /a/b,             /a/",
    "/a/b,     /{x}/b /a/{x},          /a/{x}",
    "/a/b,     /a/{x} /a/b,            /a/b",
    "/a/b,     /a/{x} /a/,             /a/{x}",
    "/a/b,     /{x}/{y} /a/,           /a/",
    "/a/b/c,   /a/{x}/ /a/,            /a/{x}/",
    "/a/b/c,   /{x}/b/c /a/{x}/ /a/,   /a/{x}/",
    "/a/,      /a /a/ /,               /a/",
    "/q,       /{x} /,                 /{x}",
  })
  void theMostSpecificRouteTakesIt(String path, String patterns, String expected) throws Exception {
    var routes = new ArrayList<>(Arrays.stream(patterns.split(" ")).map(RouterTest::any).toList());
    assertEquals(expected, textOf(ask(Router.of(routes), "GET", path)));
    Collections.reverse(routes); // whatever the order they were written in.
    assertEquals(expected, textOf(ask(Router.of(routes), "GET", path)));
  }

  @Test
  @DisplayName("R-8 a request without a route gets 404")
  void noRouteIs404() throws Exception {
    var router = Router.of(any("/a"), any("/b/"));
    for (var path : List.of("/", "/a/", "/b", "/c", "*")) {
      assertEquals(404, ask(router, "GET", path).status(), path);
    }
    assertEquals(404, ask(Router.of(), "GET", "/").status());
  }

  @Test
  @DisplayName("R-9 another method gets 405 with Allow")
  void anotherMethodIs405WithAllow() throws Exception {
    var handler = new Named("x");
    var router =
        Router.of(
            Route.of(Set.of("PUT", "DELETE"), "/a", handler),
            Route.get("/{x}", handler),
            Route.post("/b/", handler));
    var answer = ask(router, "POST", "/a");
    assertEquals(405, answer.status());
    assertEquals("DELETE, GET, HEAD, PUT", answer.headers().get("Allow"));
    assertEquals("POST", ask(router, "GET", "/b/c").headers().get("Allow"));
    assertEquals(405, ask(router, "get", "/q").status());
  }

  @Test
  @DisplayName("R-10 HEAD is accepted wherever GET is")
  void headIsTakenWhereverGetIs() throws Exception {
    var router =
        Router.of(
            Route.get("/a", new Named("get a")),
            Route.any("/a", new Named("any a")),
            Route.of(Set.of("HEAD"), "/b", new Named("head b")),
            Route.get("/b", new Named("get b")),
            Route.post("/c", new Named("post c")));
    assertEquals("get a", textOf(ask(router, "HEAD", "/a")));
    assertEquals("head b", textOf(ask(router, "HEAD", "/b")));
    assertEquals(405, ask(router, "HEAD", "/c").status());
  }

  @Test
  @DisplayName("R-11 a route hides a less specific one only for its own methods")
  void aRouteHidesALessSpecificOneOnlyForItsOwnMethods() throws Exception {
    var router =
        Router.of(
            Route.post("/a/b", new Named("post")),
            Route.get("/a/", new Named("below")),
            Route.any("/", new Named("all")));
    assertEquals("post", textOf(ask(router, "POST", "/a/b")));
    assertEquals("below", textOf(ask(router, "GET", "/a/b")));
    assertEquals("all", textOf(ask(router, "PUT", "/a/b")));
  }

  @Test
  @DisplayName("R-12 a route for a method goes before one for all methods")
  void aNamedMethodGoesBeforeARouteForAll() throws Exception {
    var router =
        Router.of(Route.any("/{a}", new Named("any")), Route.get("/{b}", new Named("get")));
    assertEquals("get", textOf(ask(router, "GET", "/x")));
    assertEquals("any", textOf(ask(router, "POST", "/x")));
  }

  @Test
  @DisplayName("R-3 the handler gets the parameters of its own route")
  void theHandlerGetsTheNamesOfItsOwnRoute() throws Exception {
    Handler echo = request -> Response.text(request.params().toString());
    var router = Router.of(Route.get("/u/{id}", echo), Route.post("/u/{name}", echo));
    assertEquals("{id=a/b}", textOf(ask(router, "GET", "/u/a%2Fb")));
    assertEquals("{name=a b}", textOf(ask(router, "POST", "/u/a%20b")));
  }

  @Test
  @DisplayName("R-16 a route with * gives the handler the rest of the path")
  void aRouteThatTakesAllBelowTellsWhatLiesThere() throws Exception {
    Handler below = request -> Response.text(String.valueOf(request.below()));
    var router =
        Router.of(Route.get("/u/{id}/", below), Route.get("/u/{id}", below), Route.get("/", below));
    assertEquals("", textOf(ask(router, "GET", "/u/a%2Fb/")));
    assertEquals("c%2f/d//", textOf(ask(router, "GET", "/u/a%2Fb/c%2f/d//")));
    assertEquals("x/y", textOf(ask(router, "GET", "/x/y")));
    assertEquals("/y", textOf(ask(router, "GET", "//y")));
    assertEquals("", textOf(ask(router, "GET", "/")));
    assertEquals("null", textOf(ask(router, "GET", "/u/7")));
    assertEquals("null", textOf(below.handle(Request.get("/x"))));
  }

  @Test
  @DisplayName("R-6 an invalid escape gets 400 before any route is tried")
  void aBrokenEscapeIs400BeforeAnyRouteIsTried() {
    var router = Router.of(any("/"));
    var e = assertThrows(HttpException.class, () -> ask(router, "GET", "/a/%zz"));
    assertEquals(400, e.status());
  }

  @Test
  @DisplayName("R-13 two routes for the same requests are refused by name")
  void twoRoutesForTheSameRequestsAreRefusedByName() {
    var handler = new Named("x");
    var one = Route.get("/u/{id}", handler);
    var other = Route.of(Set.of("GET", "POST"), "/u/{name}", handler);
    var e = assertThrows(IllegalArgumentException.class, () -> Router.of(one, other));
    assertEquals(
        "routes GET,HEAD /u/{id} and GET,HEAD,POST /u/{name} take the same requests",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Router.of(any("/a/"), any("/a/")));
    Router.of(any("/a"), any("/a/"), Route.get("/a", handler)); // Different ones.
  }

  @Test
  @DisplayName("R-14 a method is a token")
  void aMethodIsAToken() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Route.of(Set.of("GET POST"), "/", new Named("x")));
    assertTrue(e.getMessage().contains("\"GET POST\""), e.getMessage());
  }

  @Test
  @DisplayName("R-15 a router prints as a table")
  void printsAsATable() {
    var router =
        Router.of(
            Route.any("/", new Named("Hello.java")),
            Route.get("/users/{id}", new Named("text:x")),
            Route.post("/users/", request -> Response.text("")));
    assertEquals(
        """
        GET,HEAD  /users/{id}  text:x
        POST      /users/
        *         /            Hello.java\
        """,
        router.toString());
  }

  @Test
  @DisplayName("R-17 an argument that is null is named when the route is made")
  void nullArguments() {
    var handler = new Named("x");
    assertEquals("methods", nullIn(() -> Route.of(null, "/", handler)));
    assertEquals("pattern", nullIn(() -> Route.get(null, handler)));
    assertEquals("handler", nullIn(() -> Route.get("/", null)));
    assertEquals("route", nullIn(() -> Router.of(java.util.Collections.singletonList(null))));
    assertThrows(
        IllegalArgumentException.class, () -> Route.of(Set.of(""), "/", handler), "an empty name");
  }

  private static String nullIn(org.junit.jupiter.api.function.Executable making) {
    return assertThrows(NullPointerException.class, making).getMessage();
  }

  @Test
  @DisplayName("R-3 a name that the route does not have is answered with the way to the query")
  void paramOfTheQuery() {
    var request = Request.of("GET", "/", "q=1");
    var error = assertThrows(IllegalArgumentException.class, () -> request.param("q"));
    assertEquals(
        "the route has no {q}; it has []; query(\"q\") is a parameter of the query",
        error.getMessage());
  }
}
