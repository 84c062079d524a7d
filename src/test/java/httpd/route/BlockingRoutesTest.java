package httpd.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.HttpException;
import httpd.NonBlocking;
import httpd.Request;
import httpd.Response;
import httpd.server.SitePolicy;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which requests of a router may block, and its shortest way to a route. */
class BlockingRoutesTest {

  private static final NonBlocking FAST = request -> Response.text("fast");
  private static final Handler SLOW = request -> Response.text("slow");

  private static boolean mayBlock(Handler handler, String method, String path) {
    return handler.mayBlock(Request.of(method, path, ""));
  }

  @Test
  @DisplayName("Q-30, Q-31 a handler may block unless it is declared as one that does not")
  void declared() throws Exception {
    assertTrue(mayBlock(SLOW, "GET", "/"));
    assertFalse(mayBlock(FAST, "GET", "/"));
    var declared = NonBlocking.of(SLOW);
    assertFalse(mayBlock(declared, "GET", "/"));
    assertEquals("slow", declared.handle(Request.get("/")).readText());
    assertSame(FAST, NonBlocking.of(FAST));
  }

  @Test
  @DisplayName("Q-32 a guard says what its handler says")
  void passedOn() {
    var sites = SitePolicy.DEFAULT;
    assertFalse(mayBlock(sites.guarded(SitePolicy.Guard.ALL, FAST), "GET", "/"));
    assertTrue(mayBlock(sites.guarded(SitePolicy.Guard.ALL, SLOW), "GET", "/"));
  }

  @Test
  @DisplayName("R-20 a router may block if the handler of the route may, mounted routers too")
  void routes() {
    var inner = Router.of(Route.get("/fast", FAST), Route.get("/slow", SLOW));
    var router =
        Router.of(
            Route.get("/a", FAST),
            Route.post("/a", SLOW),
            Route.get("/{name}", SLOW),
            Route.at("/in/{x}/", inner));
    assertFalse(mayBlock(router, "GET", "/a"));
    assertFalse(mayBlock(router, "HEAD", "/a"));
    assertTrue(mayBlock(router, "POST", "/a"));
    assertTrue(mayBlock(router, "GET", "/b"));
    assertFalse(mayBlock(router, "GET", "/in/1/fast"));
    assertTrue(mayBlock(router, "GET", "/in/1/slow"));
    assertFalse(mayBlock(router, "PUT", "/a"), "a 405");
    assertFalse(mayBlock(router, "GET", "/no/route"), "a 404");
  }

  @Test
  @DisplayName("R-20 filters and answers to exceptions may block")
  void filters() {
    var router = Router.of(Route.get("/a", FAST));
    assertTrue(mayBlock(router.with((request, next) -> next.handle(request)), "GET", "/a"));
    assertTrue(mayBlock(router.notFound(SLOW), "GET", "/a"));
    var answered = router.onError(HttpException.class, (request, why) -> Response.text(""));
    assertTrue(mayBlock(answered, "GET", "/a"));
  }

  @Test
  @DisplayName("R-21 a path that is found at once gives the route that the others give too")
  void exactPath() throws Exception {
    Handler all = request -> Response.text("all");
    Handler get = request -> Response.text("get");
    var spelledTwice = Router.of(Route.any("/%41", all), Route.get("/A", get));
    var once = Router.of(Route.any("/A", all), Route.get("/A", get), Route.get("/{x}", SLOW));
    for (var path : List.of("/A", "/%41")) {
      assertEquals("get", spelledTwice.handle(Request.get(path)).readText());
      assertEquals("all", spelledTwice.handle(Request.post(path, "")).readText());
      assertEquals("get", once.handle(Request.get(path)).readText());
      assertEquals("all", once.handle(Request.post(path, "")).readText());
    }
    var request = Request.get("/A");
    once.handle(request);
    assertEquals("/A", request.route());
  }
}
