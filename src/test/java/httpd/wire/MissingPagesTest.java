package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.file.CacheTimes;
import httpd.file.DirectoryHandler;
import httpd.file.FileHandler;
import httpd.file.FileSettings;
import httpd.route.Route;
import httpd.route.Router;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/file.md: what there is in place of a missing page, and how long caches keep files. */
class MissingPagesTest extends FileWireTest {

  private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

  @ParameterizedTest
  @DisplayName("F-100 F-100.1 the page of an application for its own routes, and for nothing else")
  @CsvSource({
    "/users/7, text/html, 200 app",
    "/users/jane.doe, text/html, 200 app",
    "/users/7/, text/html, 200 app",
    "/users/7, */*, 200 app",
    "/users/7?tab=2, */*, 200 app",
    "/users/jane.doe, */*, 404 ",
    "/app.js, */*, 404 ",
    "/users/7, application/json, 404 ",
    "/users/7, text/html;q=0, 404 ",
    "/letters.txt, text/html, 200 abcdefghijklmnopqrstuvwxyz",
    "/.git/config, application/json, 404 ",
  })
  void fallback(String path, String accept, String expected) throws Exception {
    file("index.html", "app");
    serve(true, CacheTimes.NONE);
    var answer = get(path, "Accept: " + accept);
    var body = answer.status() == 200 ? answer.body() : "";
    assertEquals(expected.strip(), (answer.status() + " " + body).strip());
  }

  @ParameterizedTest
  @DisplayName("F-100.4 a browser that loads no document gets no page")
  @CsvSource({"empty, 404", "script, 404", "serviceworker, 404", "document, 200", "iframe, 200"})
  void destinations(String destination, int status) throws Exception {
    file("index.html", "app");
    var request = Request.get("/api/x").withHeader("Sec-Fetch-Dest", destination);
    var handler = new DirectoryHandler(directory, new FileSettings(true, CacheTimes.NONE));
    if (status == 404) {
      assertThrows(HttpException.class, () -> handler.handle(request));
    } else {
      var answer = handler.handle(request);
      assertEquals(200, answer.status());
      assertInstanceOf(Body.File.class, answer.body()).channel().close();
    }
  }

  @Test
  @DisplayName("F-100 a client without Accept, HEAD, and what the page is for caches")
  void fallbackHead() throws Exception {
    file("index.html", "app");
    serve(true, CacheTimes.NONE);
    assertEquals("app", get("/a/b").body());
    var head = ask("HEAD", "/a/b");
    assertEquals("3", head.header("content-length"));
    assertEquals("text/html; charset=utf-8", head.header("Content-Type"));
    assertEquals("no-cache", head.header("Cache-Control"));
    assertEquals(405, ask("POST", "/a/b").status());
  }

  @Test
  @DisplayName("F-100.2 F-100.3 a directory without an index is the page, if there is a page")
  void fallbackOfDirectories() throws Exception {
    file("sub/x.txt", "x");
    serve(true, CacheTimes.NONE);
    assertEquals(404, get("/sub/", BROWSER).status());
    assertEquals(404, get("/nothing", BROWSER).status());
    file("index.html", "app");
    assertEquals("app", get("/sub/", BROWSER).body());
    assertEquals("x", get("/sub/x.txt").body());
  }

  @Test
  @DisplayName("F-101 the directory's own 404 for browsers, a line of text for others")
  void page() throws Exception {
    file("404.html", "<h1>not here</h1>");
    var answer = get("/nothing", BROWSER);
    assertEquals(404, answer.status());
    assertEquals("<h1>not here</h1>", answer.body());
    assertEquals("text/html; charset=utf-8", answer.header("Content-Type"));
    assertEquals("Accept", answer.header("Vary"));
    assertEquals("404 Not Found: /nothing␊", get("/nothing").body());
    assertEquals("404 Not Found: /nothing␊", get("/nothing", "Accept: */*").body());
    assertEquals(404, ask("HEAD", "/.hidden", BROWSER).status());
    assertEquals(200, get("/404.html", BROWSER).status());
  }

  @Test
  @DisplayName("F-101 a 404 with a condition or a range is whole")
  void pageWithConditions() throws Exception {
    file("404.html", "0123456789");
    var answer = get("/nothing", BROWSER, "Range: bytes=1-2", "If-None-Match: *");
    assertEquals("404 0123456789", answer.status() + " " + answer.body());
  }

  @ParameterizedTest
  @DisplayName("F-110 F-110.1 F-110.2 how long caches keep a file, by the closest kind")
  @CsvSource(
      delimiter = '|',
      value = {
        "a.css | max-age=3600",
        "A.CSS | max-age=3600",
        "a.html | no-cache",
        "a.txt | max-age=60",
        "a.png | max-age=86400",
        "a.woff2 | max-age=31536000, immutable",
        "a.js | max-age=60",
        "a | no-cache",
        "a.json | no-cache",
      })
  void times(String name, String expected) throws Exception {
    var times =
        CacheTimes.NONE
            .with(".css", Duration.ofHours(1))
            .with("text", Duration.ofMinutes(1))
            .with("text/html", Duration.ZERO)
            .with("image", Duration.ofDays(1))
            .with("font", Duration.ofDays(365));
    file(name, "x");
    serve(false, times);
    assertEquals(expected, get("/" + name).header("Cache-Control"));
  }

  @Test
  @DisplayName("F-110 F-110.3 file: as well, and a 304; a listing is not concerned")
  void notModified() throws Exception {
    var times = CacheTimes.NONE.with("text/plain", Duration.ofMinutes(2));
    var path = file("a.txt", "x");
    var settings = new FileSettings(false, times);
    serve(
        Router.of(
            Route.get("/one/", new FileHandler(path, times)),
            Route.get("/", new DirectoryHandler(directory, settings))));
    started = true;
    var tag = get("/a.txt").header("ETag");
    var answer = get("/a.txt", "If-None-Match: " + tag);
    assertEquals("304 max-age=120", answer.status() + " " + answer.header("Cache-Control"));
    assertEquals("max-age=120", get("/one/").header("Cache-Control"));
    assertEquals("no-cache", get("/").header("Cache-Control"));
  }

  private void serve(boolean fallback, CacheTimes times) throws IOException {
    serve(new DirectoryHandler(directory, new FileSettings(fallback, times)));
    started = true;
  }
}
