package httpd.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Client;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.NonBlocking;
import httpd.Request;
import httpd.Response;
import httpd.route.PathPattern;
import httpd.testing.LogCapture;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Identity": what needs users, and what they get. */
class AuthenticationTest {

  private static final String ADA = UserLines.basic("ada", "hunter2");
  private static final String BOB = UserLines.basic("bob", "swordfish");

  @TempDir Path folder;

  private UserFile ada;
  private UserFile bob;
  private LogCapture log;

  @BeforeEach
  void prepare() throws Exception {
    log = new LogCapture();
    ada = file("ada", UserLines.ADA, UserLines.CI);
    bob = file("bob", UserLines.BOB);
  }

  @AfterEach
  void releaseLog() {
    log.close();
  }

  private UserFile file(String name, String... lines) throws Exception {
    return UserFile.read(UserLines.write(folder.resolve(name), lines));
  }

  private static Response whoami(Request request) {
    return Response.text(
        request.user()
            + " "
            + request.authType()
            + " "
            + request.header("Authorization")
            + " "
            + request.header("Cookie"));
  }

  private static Protection protection(String methods, String path, UserFile users) {
    var set = methods.isEmpty() ? Set.<String>of() : Set.of(methods.split(","));
    return new Protection(set, PathPattern.of(path), users);
  }

  private Authentication parts() {
    return Authentication.of(
        List.of(
            protection("", "/", ada),
            protection("", "/open", null),
            protection("POST", "/chat", bob),
            protection("", "/x/{name}", bob),
            protection("", "/x/ada/", ada),
            protection("GET", "/get", bob),
            protection("HEAD", "/get", ada)),
        AuthenticationTest::whoami);
  }

  private static Request with(String method, String path, String authorization) {
    var request = Request.of(method, path, "");
    return authorization.isEmpty() ? request : request.withHeader("Authorization", authorization);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /,           ada",
    "GET,  /nothing,    ada",
    "GET,  /chat,       ada",
    "POST, /chat,       bob",
    "POST, /chat/,      bob",
    "post, /chat,       bob",
    "Head, /get,        ada",
    "POST, /chat/a/b,   bob",
    "POST, /chats,      ada",
    "GET,  /open,       -",
    "PUT,  /open/a,     -",
    "GET,  /x/bob,      bob",
    "GET,  /x/bob/a,    bob",
    "GET,  /x/ada,      bob",
    "GET,  /x/ada/,     ada",
    "GET,  /x/%61da/a,  ada",
    "GET,  /get,        bob",
    "HEAD, /get,        ada",
    "POST, /get,        ada",
  })
  @DisplayName(
      "I-20 to I-23, I-21.2 the most specific path counts, and the one that names the method")
  void mostSpecific(String method, String path, String user) throws Exception {
    var all = parts();
    assertEquals(
        user.equals("-") ? 200 : 401, all.handle(with(method, path, "")).status(), "without");
    assertEquals(
        user.equals("bob") ? 401 : 200, all.handle(with(method, path, ADA)).status(), "ada");
    assertEquals(
        user.equals("ada") ? 401 : 200, all.handle(with(method, path, BOB)).status(), "bob");
  }

  @Test
  @DisplayName("I-22.1 two that take the same requests are refused, other methods are not the same")
  void alike() {
    for (var path : List.of("/x", "/x/")) {
      var two = List.of(protection("", "/x", ada), protection("", path, bob));
      assertThrows(IllegalArgumentException.class, () -> Authentication.of(two, request -> null));
    }
    var named = List.of(protection("", "/x/{a}", ada), protection("", "/x/{b}", bob));
    assertThrows(IllegalArgumentException.class, () -> Authentication.of(named, request -> null));
    Authentication.of(
        List.of(protection("GET", "/x", ada), protection("", "/x", bob)), request -> null);
    var open = List.of(protection("", "/", null));
    assertThrows(IllegalArgumentException.class, () -> Authentication.of(open, request -> null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/open/../x/bob",
        "/open/%2e%2e/x/bob",
        "/open/..%2Fx/bob",
        "/open/..\\x\\bob",
        "/open/..;a=b/x/bob",
        "/open/%252e%252e/x/bob",
        "/x;a=b/bob",
        "/open/%25zz/..%252f..%252fx/bob",
        "/open/%25ff/%252e%252e/%252e./x/bob",
        "/ope%6e/..%00/x/bob",
        "//chat/../open",
        "/x//ada/secret",
      })
  @DisplayName("I-25 a path that leads elsewhere if it is read in another way is a 400")
  void ambiguous(String path) {
    var refused = assertThrows(HttpException.class, () -> parts().handle(Request.get(path)));
    assertEquals(400, refused.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/open//a", "/open/%2e", "/open/a%2Fb", "/open/a%20b/..a/", "/open/100%25/a;b"})
  @DisplayName("I-25 one that does not lead elsewhere passes")
  void unambiguous(String path) throws Exception {
    assertEquals(200, parts().handle(Request.get(path)).status());
  }

  @Test
  @DisplayName("I-30, I-31, I-38, I-60 a handler gets the name, and no credentials")
  void passed() throws Exception {
    var all = Authentication.of(ada, AuthenticationTest::whoami);
    assertEquals("ada Basic null null", all.handle(with("GET", "/", ADA)).readText());
    assertEquals(
        "ci Bearer null null", all.handle(with("GET", "/", "Bearer tick-tock")).readText());
    var cookies = with("GET", "/", ADA).withHeader("Cookie", "a=b; httpd-session-x=y");
    assertEquals("ada Basic null a=b", all.handle(cookies).readText());
    var open = parts().handle(with("GET", "/open", BOB).withHeader("Cookie", "httpd-session-x=y"));
    assertEquals("null null " + BOB + " null", open.readText());
  }

  @Test
  @DisplayName("I-32 without credentials, or with wrong ones, both challenges")
  void challenges() throws Exception {
    var all = Authentication.of(ada, AuthenticationTest::whoami);
    for (var request :
        List.of(
            with("GET", "/", ""),
            with("OPTIONS", "/", ""),
            with("HEAD", "/", "Digest x"),
            with("GET", "/", UserLines.basic("ada", "x")),
            with("GET", "/", "Bearer x"))) {
      var response = all.handle(request);
      assertEquals(401, response.status());
      assertEquals(
          List.of("Basic realm=\"httpd\", charset=\"UTF-8\"", "Bearer realm=\"httpd\""),
          response.headers().all("WWW-Authenticate"));
      assertFalse(response.headers().has("Access-Control-Allow-Origin"));
    }
    assertEquals(400, all.handle(with("GET", "/", "Basic !")).status());
  }

  @Test
  @DisplayName("I-50, I-51 a person gets a page, a script no challenge that makes a browser ask")
  void browsers() throws Exception {
    var all = Authentication.of(ada, AuthenticationTest::whoami);
    var page = all.handle(Request.get("/a?b=%22<i>").withHeader("Accept", "text/html,*/*;q=0.8"));
    assertEquals(401, page.status());
    assertEquals(List.of("Bearer realm=\"httpd\""), page.headers().all("WWW-Authenticate"));
    assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
    var html = page.readText();
    assertTrue(html.contains("value=\"/a?b=%22&lt;i&gt;\""), html);
    assertFalse(html.contains("${"), html);
    for (var script :
        List.of(
            Request.get("/").withHeader("Accept", "text/event-stream"),
            Request.get("/").withHeader("Sec-Fetch-Mode", "cors"),
            Request.post("/", "").withHeader("Sec-Fetch-Mode", "same-origin"))) {
      assertEquals(
          List.of("Bearer realm=\"httpd\""), all.handle(script).headers().all("WWW-Authenticate"));
    }
  }

  @Test
  @DisplayName("I-52, I-53, I-54 a login sets the cookie, and leads to a path of this server")
  void login() throws Exception {
    var all = Authentication.of(ada, AuthenticationTest::whoami);
    var entered = all.handle(form("/-/login", "name=ada&password=hunter2&to=%2Fa%3Fb"));
    assertEquals(303, entered.status());
    assertEquals("/a?b", entered.headers().get("Location"));
    var cookie = entered.headers().get("Set-Cookie").replaceFirst(";.*", "");
    var request = Request.get("/a").withHeader("Cookie", cookie);
    assertEquals("ada Cookie null null", all.handle(request).readText());
    var elsewhere = form("/-/login", "name=ada&password=hunter2&to=%2F%2Fevil.example");
    assertEquals("/", all.handle(elsewhere).headers().get("Location"));
    var wrong = all.handle(form("/-/login", "name=%22a%22&password=x&to=%2Fa"));
    assertEquals(401, wrong.status());
    var html = wrong.readText();
    assertTrue(html.contains("Name or password is wrong.") && html.contains("&quot;a&quot;"), html);
    assertFalse(wrong.headers().has("Set-Cookie"));
    assertEquals(400, all.handle(form("/-/login", "name=ada")).status());
    var huge = form("/-/login", "name=ada&password=" + "x".repeat(10_000));
    assertEquals(413, assertThrows(HttpException.class, () -> all.handle(huge)).status());
    for (int i = 0; i < 4; i++) {
      all.handle(form("/-/login", "name=ada&password=" + i));
    }
    var later = all.handle(form("/-/login", "name=ada&password=hunter3"));
    assertEquals(429, later.status());
    assertEquals("1", later.headers().get("Retry-After"));
  }

  @Test
  @DisplayName("I-52 the login is by the users of the path that it leads to")
  void loginOfPart() throws Exception {
    var all = parts();
    var entered = all.handle(form("/-/login", "name=bob&password=swordfish&to=/x/bob"));
    var cookie = entered.headers().get("Set-Cookie").replaceFirst(";.*", "");
    assertEquals(200, all.handle(Request.get("/x/bob").withHeader("Cookie", cookie)).status());
    assertEquals(401, all.handle(Request.get("/").withHeader("Cookie", cookie)).status());
    assertEquals(401, all.handle(form("/-/login", "name=bob&password=swordfish&to=/")).status());
  }

  @Test
  @DisplayName("I-55, I-59 pages without scripts; a logout has the browser drop the cookie")
  void logout() throws Exception {
    var all = Authentication.of(ada, AuthenticationTest::whoami);
    for (var path : List.of("/-/login?to=/x", "/-/logout")) {
      var page = all.handle(Request.get(path));
      assertEquals(200, page.status());
      assertEquals("no-store", page.headers().get("Cache-Control"));
      assertTrue(page.headers().get("Content-Security-Policy").startsWith("default-src 'none'"));
      assertFalse(page.readText().contains("<script"));
    }
    var left = all.handle(form("/-/logout", ""));
    assertEquals(303, left.status());
    assertTrue(left.headers().get("Set-Cookie").contains("=; "), left.headers().toString());
    assertTrue(left.headers().get("Set-Cookie").contains("Max-Age=0"));
    var both = parts().handle(Request.post("/-/logout", ""));
    assertEquals(2, Set.copyOf(both.headers().all("Set-Cookie")).size(), both.toString());
    var deleted = Request.of("DELETE", "/-/login", "");
    assertEquals(405, assertThrows(HttpException.class, () -> all.handle(deleted)).status());
  }

  @Test
  @DisplayName("I-52 the connection, or a trusted proxy, says whether the browser uses TLS")
  void secure() throws Exception {
    var trusting = Authentication.of(ada, AuthenticationTest::whoami).withProxies(address -> true);
    var login =
        form("/-/login", "name=ada&password=hunter2").withHeader("X-Forwarded-Proto", "https");
    assertTrue(trusting.handle(login).headers().get("Set-Cookie").contains("; Secure"));
    var other = Authentication.of(ada, AuthenticationTest::whoami);
    assertFalse(other.handle(login).headers().get("Set-Cookie").contains("; Secure"));
    var overTls = login.withClient(new SecureClient());
    assertTrue(other.handle(overTls).headers().get("Set-Cookie").contains("; Secure"));
  }

  private static final class SecureClient implements Client {
    @Override
    public InetSocketAddress remoteAddress() {
      return Client.NONE.remoteAddress();
    }

    @Override
    public boolean isSecure() {
      return true;
    }
  }

  private static Request form(String path, String body) {
    return Request.post(path, body).withHeader("Content-Type", "application/x-www-form-urlencoded");
  }

  @Test
  @DisplayName("I-63 a response to a user is private, beside its own directives")
  void caches() throws Exception {
    Handler next =
        request ->
            request.path().equals("/own")
                ? Response.text("x").withHeader("Cache-Control", "no-cache")
                : Response.text("x");
    var all = Authentication.of(ada, next);
    assertEquals("private", all.handle(with("GET", "/", ADA)).headers().get("Cache-Control"));
    assertEquals(
        "no-cache, private", all.handle(with("GET", "/own", ADA)).headers().get("Cache-Control"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=600 | max-age=600, private",
        "max-age=0, must-revalidate | max-age=0, must-revalidate, private",
        "Public, max-age=600 | Public, max-age=600",
        "s-maxage = 5 | s-maxage = 5",
        "no-store | no-store",
        "private=\"x\" | private=\"x\"",
      })
  @DisplayName(
      "I-63 one that has said nothing about other users is private too, thrown or returned")
  void privateToo(String own, String sent) throws Exception {
    var fields = Headers.of("Cache-Control", own);
    var returned =
        Authentication.of(ada, request -> Response.text("x").withHeader("Cache-Control", own));
    assertEquals(sent, returned.handle(with("GET", "/", ADA)).headers().get("Cache-Control"));
    var throwing =
        Authentication.of(
            ada,
            request -> {
              throw new HttpException(404, "none", fields, null);
            });
    var thrown = assertThrows(HttpException.class, () -> throwing.handle(with("GET", "/", ADA)));
    assertEquals(sent, thrown.headers().get("Cache-Control"));
  }

  @Test
  @DisplayName("I-38.1 what the server refuses reaches nothing of a protected path")
  void refused() throws Exception {
    Handler next =
        new Handler() {
          @Override
          public Response handle(Request request) {
            return whoami(request);
          }

          @Override
          public Response refused(Request request, HttpException why) {
            return whoami(request);
          }
        };
    var why = new HttpException(403, "no");
    var all = Authentication.of(List.of(protection("", "/x", ada)), next);
    var secret = with("GET", "/x", ADA);
    assertThrows(HttpException.class, () -> all.refused(secret, why));
    assertThrows(HttpException.class, () -> all.refused(form("/-/login", ""), why));
    var open = Request.get("/").withHeader("Cookie", "httpd-session-x=y");
    assertEquals("null null null null", all.refused(open, why).readText());
  }

  @Test
  @DisplayName("I-37 only a password that has to be checked may block; a look counts no failure")
  void blocking() throws Exception {
    NonBlocking next = AuthenticationTest::whoami;
    var all = Authentication.of(ada, next);
    for (int i = 0; i < 20; i++) {
      assertFalse(all.mayBlock(with("GET", "/", "Bearer wrong")));
    }
    assertFalse(all.mayBlock(with("GET", "/", "")));
    assertFalse(all.mayBlock(with("GET", "/", "Basic !")));
    assertFalse(all.mayBlock(with("GET", "/", "Bearer tick-tock")));
    assertTrue(all.mayBlock(with("GET", "/", ADA)));
    assertEquals(200, all.handle(with("GET", "/", ADA)).status());
    assertFalse(all.mayBlock(with("GET", "/", ADA)));
    ada.reload();
    assertTrue(all.mayBlock(with("GET", "/", ADA)));
    var blocking = Authentication.of(ada, AuthenticationTest::whoami);
    assertTrue(blocking.mayBlock(with("GET", "/", "Bearer tick-tock")));
    assertFalse(all.mayBlock(Request.get("/-/login")));
    assertTrue(all.mayBlock(Request.post("/-/login", "")));
  }

  @Test
  @DisplayName("I-37 on an event loop a password that is not remembered any more is a 503")
  void eventLoop() throws Exception {
    var all = Authentication.of(ada, AuthenticationTest::whoami);
    var request = with("GET", "/", ADA).withClient(new LoopClient());
    var later = all.handle(request);
    assertEquals(503, later.status());
    assertEquals("1", later.headers().get("Retry-After"));
    assertEquals(200, all.handle(with("GET", "/", ADA)).status());
    assertEquals(200, all.handle(request).status());
  }

  private static final class LoopClient implements Client {
    @Override
    public InetSocketAddress remoteAddress() {
      return Client.NONE.remoteAddress();
    }

    @Override
    public boolean isOnEventLoop() {
      return true;
    }
  }
}
