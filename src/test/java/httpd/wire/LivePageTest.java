package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import httpd.live.LiveLinesHandler;
import httpd.live.LivePage;
import httpd.live.Presentation;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "The live page", as it is served. */
class LivePageTest extends WireTest {

  private static final String BROWSER =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\n";

  private final LiveLinesHandler handler =
      new LiveLinesHandler(request -> Response.lines(Stream.of("x")), Presentation.DEFAULT);

  private Response answer(Request request) throws Exception {
    return handler.handle(request);
  }

  private static String page(Response response) {
    return ((Body.Text) response.body()).text();
  }

  @Test
  @DisplayName("D-70 a browser gets the page with GET and HEAD, and a 304 for the same ETag")
  void served() throws Exception {
    serve(handler);
    var client = connect().send("HEAD / HTTP/1.1\nHost: test\n" + BROWSER + "\n");
    var head = client.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n"), head);
    assertTrue(head.contains("\nVary: Accept\n"), head);
    var tag = Pattern.compile("ETag: (\".*\")").matcher(head);
    assertTrue(tag.find(), head);
    client.send(
        "GET / HTTP/1.1\nHost: test\n" + BROWSER + "If-None-Match: " + tag.group(1) + "\n\n");
    assertTrue(client.readHead().startsWith("HTTP/1.1 304 Not Modified\n"));
  }

  @Test
  @DisplayName("D-70 ?as=lines is not the page, nor is a form that posts")
  void notServed() throws Exception {
    var html = Request.get("/?as=lines").withHeader("Accept", "text/html");
    assertTrue(answer(html).body() instanceof Body.Lines);
    var form = Request.post("/", "a=b").withHeader("Accept", "text/html");
    assertTrue(answer(form).body() instanceof Body.Lines);
    assertTrue(page(answer(Request.get("/?as=page"))).startsWith("<!doctype html>"));
  }

  @Test
  @DisplayName("D-71 the policy of the page names only its own style and script, by their hashes")
  void policy() throws Exception {
    var response = answer(Request.get("/?as=page"));
    var page = page(response);
    var policy = response.headers().get("Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'none'; "), policy);
    assertFalse(policy.contains("unsafe"), policy);
    for (var part : new String[] {"style", "script"}) {
      var found =
          Pattern.compile("<" + part + "[^>]*>(.*)</" + part + ">", Pattern.DOTALL).matcher(page);
      assertTrue(found.find(), part);
      var digest = MessageDigest.getInstance("SHA-256").digest(found.group(1).getBytes(UTF_8));
      var hash = Base64.getEncoder().encodeToString(digest);
      assertTrue(policy.contains(part + "-src 'sha256-" + hash + "'; "), policy);
    }
    assertFalse(page.contains("innerHTML"), "lines are text");
    assertFalse(page.contains("${" + "style}") || page.contains("${" + "script}"));
    assertEquals("nosniff", response.headers().get("X-Content-Type-Options"));
    assertEquals("no-referrer", response.headers().get("Referrer-Policy"));
  }

  @Test
  @DisplayName("DV-50 with ?embed the named sites may frame the page, otherwise no page may")
  void ancestors() throws Exception {
    var page = new LivePage("a<b>&\"c", List.of("'self'", "https://app.example"));
    assertTrue(policy(page, "/?embed").endsWith("; frame-ancestors 'self' https://app.example"));
    assertTrue(policy(page, "/").endsWith("; frame-ancestors 'none'"));
    assertTrue(policy(new LivePage(), "/?embed").endsWith("; frame-ancestors 'none'"));
    var text = page(page.handle(Request.get("/")));
    assertTrue(text.contains("<title>a&lt;b&gt;&amp;&quot;c</title>"));
  }

  private static String policy(LivePage page, String target) {
    return page.handle(Request.get(target)).headers().get("Content-Security-Policy");
  }
}
