package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.ServerConfig;
import httpd.server.SitePolicy;
import httpd.server.SitePolicy.Guard;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Who may talk to it": pages of other sites. */
class CrossSiteTest extends WireTest {

  private static final String CROSS = "Sec-Fetch-Site: cross-site\n";

  private final AtomicInteger calls = new AtomicInteger();

  private final Handler served =
      request -> {
        calls.incrementAndGet();
        return Response.text("served");
      };

  private String ask(String line, String fields) throws Exception {
    return connect()
        .send(line + " HTTP/1.1\nHost: localhost:8080\n" + fields + "Connection: close\n\n")
        .readAll();
  }

  private void serveGuarded(Guard guard) throws Exception {
    serve(config().withSites(SitePolicy.DEFAULT.withGuard(guard)), served);
  }

  private void assertServed(String line, String fields) throws Exception {
    int before = calls.get();
    var answer = ask(line, fields);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertEquals(before + 1, calls.get(), "calls of the handler");
  }

  private void assertRefused(String line, String fields) throws Exception {
    int before = calls.get();
    var answer = ask(line, fields);
    assertTrue(answer.startsWith("HTTP/1.1 403 Forbidden\n"), answer);
    assertTrue(answer.contains("\n\nA page of another site may not do this; start"), answer);
    assertEquals(before, calls.get(), "calls of the handler");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site\nOrigin: http://localhost:8080",
        "Sec-Fetch-Site: same-origin, cross-site",
        "Sec-Fetch-Site: same-origin\nSec-Fetch-Site: cross-site",
        "Origin: https://evil.example",
        "Origin: http://localhost:8081",
        "Origin: http://localhost",
        "Origin: http://localhost:8080\nOrigin: https://evil.example",
        "Origin: null",
        "Origin:",
        "Origin: rubbish",
        "Origin: http://localhost:8080/",
        "Origin: http://localhost:8080@evil.example",
        "Sec-Fetch-Site: same-origin\nOrigin: https://evil.example",
        "Referer: https://evil.example/x?y",
        "Referer: about:blank",
        "User-Agent: Mozilla/5.0\nAccept-Language: en",
      })
  @DisplayName("S-160 to S-162 a page of another site, or one that hides, is a 403")
  void foreign(String fields) throws Exception {
    serveGuarded(Guard.UNSAFE);
    assertRefused("POST /", fields + "\n");
    assertRefused("DELETE /", fields + "\n");
  }

  @Test
  @DisplayName("M-94 what a refusal says to type can be typed, whatever the origin is")
  void remedy() throws Exception {
    serveGuarded(Guard.UNSAFE);
    var named = ask("POST /", "Origin: https://app.example\n");
    assertTrue(named.contains(" --allow-origin https://app.example to "), named);
    for (var origin : List.of("http://a$(x).example", "http://a;x", "http://x&y", "http://'x")) {
      var hidden = ask("POST /", "Origin: " + origin + "\n");
      assertTrue(hidden.contains(" --allow-origin ORIGIN to "), hidden);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: */*",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Mode: cors",
        "Origin: http://localhost:8080",
        "Origin: https://LOCALHOST:8080",
        "Sec-Fetch-Site: same-origin\nOrigin: http://localhost:8080",
        "Sec-Fetch-Site: same-origin\nOrigin: null",
        "Referer: http://localhost:8080/page",
        "User-Agent: Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1",
        "User-Agent: script\nAccept-Language: en",
      })
  @DisplayName("S-160 to S-162 programs and the server's own pages notice nothing")
  void own(String fields) throws Exception {
    serveGuarded(Guard.ALL);
    assertServed("POST /", fields + "\n");
    assertServed("GET /", fields + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, GET /, false", "NONE, POST /, false",
    "TUNNELS, POST /, false", "UNSAFE, GET /, false",
    "UNSAFE, HEAD /, false", "UNSAFE, OPTIONS /, false",
    "UNSAFE, POST /, true", "UNSAFE, PUT /, true",
    "UNSAFE, get /, true", "ALL, GET /, true",
    "ALL, HEAD /, true", "ALL, OPTIONS /, true",
  })
  @DisplayName("S-165 what is guarded")
  void guards(Guard guard, String line, boolean refused) throws Exception {
    serveGuarded(guard);
    assertEquals(refused, ask(line, CROSS).startsWith("HTTP/1.1 403 "));
  }

  @Test
  @DisplayName("S-165 a server of its own guards unsafe methods, and requests to switch")
  void byDefault() throws Exception {
    serve(served);
    assertRefused("POST /", CROSS);
    assertServed("GET /", CROSS);
    assertRefused("GET /", "Origin: null\nConnection: upgrade\nUpgrade: websocket\n");
    assertServed("GET /", "Origin: http://localhost:8080\nUpgrade: websocket\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document",
        "Referer: https://evil.example/\nUpgrade-Insecure-Requests: 1",
      })
  @DisplayName("S-163 a person who follows a link is served, a form that posts is not")
  void opened(String fields) throws Exception {
    serveGuarded(Guard.ALL);
    assertServed("GET /", fields + "\n");
    assertRefused("POST /", fields + "\n");
    assertRefused("GET /", fields + "\nSec-Purpose: prefetch;prerender\n");
    assertRefused("GET /", fields + "\nUpgrade: websocket\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Mode: no-cors\nSec-Fetch-Dest: image",
        "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe",
        "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: object",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Mode: cors\nSec-Fetch-Dest: document",
        "Upgrade-Insecure-Requests: 1",
      })
  @DisplayName("S-163 images, frames and what else a page loads by itself are not served")
  void loaded(String fields) throws Exception {
    serveGuarded(Guard.ALL);
    assertRefused("GET /", CROSS + fields + "\n");
  }

  @Test
  @DisplayName("S-164 names that are given, and what a trusted proxy says was called, are ours")
  void behindProxy() throws Exception {
    serve(
        config()
            .withSites(
                SitePolicy.DEFAULT
                    .withHosts(Set.of("app.example"))
                    .withProxies(address -> address.isLoopbackAddress())),
        served);
    assertServed("POST /", "Origin: https://app.example\n");
    var forwarded = "X-Forwarded-Host: shop.example:8443, inner\n";
    assertServed("POST /", forwarded + "Origin: https://shop.example:8443\n");
    assertRefused("POST /", forwarded + "Origin: https://shop.example\n");
    assertRefused("POST /", "X-Forwarded-Host: \nOrigin: https://evil.example\n");
  }

  @Test
  @DisplayName("S-164 a word of others about that is not taken")
  void noProxy() throws Exception {
    serve(served);
    assertRefused("POST /", "X-Forwarded-Host: evil.example\nOrigin: https://evil.example\n");
  }

  private void serveAllowed(Handler handler) throws Exception {
    var sites =
        SitePolicy.DEFAULT.withOrigins(Set.of("https://App.example:443")).withGuard(Guard.ALL);
    serve(config().withSites(sites), handler);
  }

  private static final String APP = "Sec-Fetch-Site: cross-site\nOrigin: https://app.example\n";

  private static final String READABLE = "\nAccess-Control-Allow-Origin: https://app.example\n";

  @Test
  @DisplayName("S-166 an allowed origin acts, and reads what it is answered; others do not")
  void allowed() throws Exception {
    serveAllowed(Router.of(Route.any("/", served), Route.any("/bad", r -> null)));
    for (var line : new String[] {"POST /", "GET /", "GET /none", "GET /bad"}) {
      var answer = ask(line, APP);
      assertTrue(answer.contains(READABLE) && answer.contains("\nVary: Origin\n"), answer);
      assertTrue(answer.contains("\nAccess-Control-Expose-Headers: Httpd-Position, "), answer);
      assertTrue(answer.contains(", Httpd-Exit, Httpd-Ended, "), answer);
      assertFalse(answer.contains("403") || answer.contains("Credentials"), answer);
    }
    for (var other : new String[] {"https://app.example:8443", "http://app.example", "null"}) {
      var answer = ask("POST /", "Origin: " + other + "\n");
      assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
      assertTrue(answer.contains("\nVary: Origin\n") && !answer.contains("Access-"), answer);
    }
    assertTrue(ask("GET /none", "").contains("\nVary: Origin\n"));
  }

  @Test
  @DisplayName("S-166 also that it has called a name that is not the server's")
  void misdirected() throws Exception {
    serveAllowed(served);
    var answer =
        connect().send("GET / HTTP/1.1\nHost: a.b\n" + APP + "Connection: close\n\n").readAll();
    assertTrue(answer.startsWith("HTTP/1.1 421 ") && answer.contains(READABLE), answer);
  }

  @Test
  @DisplayName("S-167 a preflight of an allowed origin is answered, that of another is not")
  void preflight() throws Exception {
    serveAllowed(served);
    var asks =
        "Access-Control-Request-Method: PUT\nAccess-Control-Request-Headers: content-type,x-a\n";
    var answer = ask("OPTIONS /", APP + asks + "Access-Control-Request-Private-Network: true\n");
    assertTrue(answer.startsWith("HTTP/1.1 204 ") && answer.contains(READABLE), answer);
    assertTrue(answer.contains("\nAccess-Control-Allow-Methods: PUT\n"), answer);
    assertTrue(answer.contains("\nAccess-Control-Allow-Headers: content-type,x-a\n"), answer);
    assertTrue(answer.contains("\nAccess-Control-Max-Age: 600\n"), answer);
    assertTrue(answer.contains("\nAccess-Control-Allow-Private-Network: true\n"), answer);
    assertEquals(0, calls.get());
    assertRefused("OPTIONS /", "Origin: https://evil.example\n" + asks);
  }

  @Test
  @DisplayName("S-168 a handler's own CORS fields stay alone")
  void ownFields() throws Exception {
    serveAllowed(request ->
        Response.text("x")
            .withHeader("Access-Control-Allow-Origin", "*")
            .withHeader("Vary", "Accept"));
    var answer = ask("GET /", APP);
    assertTrue(answer.contains("\nAccess-Control-Allow-Origin: *\n"), answer);
    assertFalse(answer.contains("app.example") || answer.contains("Origin\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "null",
        "app.example",
        "https://app.example/",
        "https://",
        "https://*.example"
      })
  @DisplayName("S-166 what is no origin is refused where it is given")
  void wrongOrigins(String origin) {
    var config = ServerConfig.defaults();
    assertThrows(IllegalArgumentException.class, () -> config.withAllowedOrigins(Set.of(origin)));
  }
}
