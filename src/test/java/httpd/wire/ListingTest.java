package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import httpd.file.DirectoryHandler;
import httpd.file.FileSettings;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.testing.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/file.md, "The listing": F-10 to F-13, F-90 to F-92. */
class ListingTest extends WireTest {

  private static final Pattern LINK = Pattern.compile("<td><a href=\"(?:\\./)?([^\"]*)\">");

  @TempDir Path top;

  private Path directory;

  @BeforeEach
  void fill() throws IOException {
    directory = Files.createDirectory(top.resolve("web"));
    file("b.txt", 3, "2026-11-03T00:00:00Z");
    file("A.txt", 2000, "2026-11-01T00:00:00Z");
    file("c.txt", 1, "2026-11-02T00:00:00.123Z");
    Files.createDirectories(directory.resolve("sub"));
    Files.setLastModifiedTime(
        directory.resolve("sub"), FileTime.from(Instant.parse("2026-11-04T05:06:07Z")));
    file(".hidden", 1, "2026-11-01T00:00:00Z");
    Files.createSymbolicLink(directory.resolve("out"), directory.getParent());
    Files.createSymbolicLink(directory.resolve("broken"), Path.of("nowhere"));
    serve(new DirectoryHandler(directory));
  }

  private void file(String name, int length, String time) throws IOException {
    var path = Files.writeString(directory.resolve(name), "x".repeat(length));
    Files.setLastModifiedTime(path, FileTime.from(Instant.parse(time)));
  }

  private Answer get(String target, String headers) throws IOException {
    var request = "GET " + target + " HTTP/1.1\nHost: test\nConnection: close\n" + headers + "\n";
    return new Answer(connect().send(request).readAll());
  }

  private static List<String> links(Answer answer) {
    return LINK.matcher(answer.body()).results().map(link -> link.group(1)).toList();
  }

  @Test
  @DisplayName("F-10 the page needs no other resource and cannot load one")
  void page() throws Exception {
    var answer = get("/", "");
    assertEquals(200, answer.status());
    assertEquals("text/html; charset=utf-8", answer.header("Content-Type"));
    assertEquals("no-cache", answer.header("Cache-Control"));
    assertEquals("Accept, Accept-Encoding", answer.header("Vary"));
    assertTrue(
        answer.header("Content-Security-Policy").startsWith("default-src 'none'; style-src"));
    var page = answer.body();
    assertTrue(page.contains("<h1>/</h1>"), page);
    assertTrue(page.contains(">A.txt</a></td><td>2.0 KiB</td><td>2026-11-01 00:00</td>"), page);
    assertTrue(page.contains(">sub/</a></td><td></td><td>2026-11-04 05:06</td>"), page);
    var withoutIcon = page.replaceFirst("<link rel=\"icon\" href=\"data:[^\"]*\">", "");
    for (var absent : List.of("<script", "http:", "https:", "url(", "onclick", "../")) {
      assertFalse(withoutIcon.contains(absent), absent);
    }
    assertTrue(get("/sub/", "").body().contains("<a href=\"../\">"));
  }

  @Test
  @DisplayName("F-10 the policy names the style of the page")
  void policy() throws Exception {
    var answer = get("/", "");
    var style = answer.body().replaceAll("(?s).*<style>(.*)</style>.*", "$1").replace("␊", "\n");
    var digest =
        java.util.Base64.getEncoder()
            .encodeToString(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertTrue(answer.header("Content-Security-Policy").contains("'sha256-" + digest + "'"));
  }

  @Test
  @DisplayName("F-10 names with any characters are shown and linked")
  void names() throws Exception {
    var odd =
        Stream.of(
                "<script>alert(1)</script>.txt".replace("/", "-"),
                "a b?c#d%2e&e;\"'.txt",
                "x:y",
                "é→.txt",
                "~z")
            .filter(FileNames::isWritable)
            .toList();
    for (var name : odd) {
      file(name, 5, "2026-11-01T00:00:00Z");
    }
    var answer = get("/", "");
    assertFalse(answer.body().contains("<script"), answer.body());
    assertTrue(answer.body().contains("&lt;script&gt;alert(1)"), answer.body());
    assertTrue(answer.body().contains("a b?c#d%2e&amp;e;&quot;&#39;.txt<"), answer.body());
    for (var link : links(answer)) {
      assertEquals(200, get("/" + link, "").status(), link);
    }
    assertEquals(4 + odd.size(), links(answer).size());
  }

  @Test
  @DisplayName("F-10 the path in the heading is escaped too")
  void heading() throws Exception {
    Files.createDirectories(directory.resolve("<b>&"));
    var page = get("/%3Cb%3E%26/", "").body();
    assertTrue(page.contains("<h1>/&lt;b&gt;&amp;/</h1>"), page);
    assertTrue(page.contains("This directory is empty"), page);
  }

  @ParameterizedTest
  @CsvSource({
    "'', sub/ A.txt b.txt c.txt",
    "?sort=name&order=desc, sub/ c.txt b.txt A.txt",
    "?sort=size, sub/ c.txt b.txt A.txt",
    "?sort=size&order=desc, sub/ A.txt b.txt c.txt",
    "?sort=date&order=asc, sub/ A.txt c.txt b.txt",
    "?order=desc&sort=date, sub/ b.txt c.txt A.txt",
    "?sort=%3Cb%3E&order=x, sub/ A.txt b.txt c.txt",
  })
  @DisplayName("F-11 sorted by name, size or date, directories first")
  void sorted(String query, String order) throws Exception {
    assertEquals(List.of(order.split(" ")), links(get("/" + query, "")));
  }

  @Test
  @DisplayName("F-12 a client that prefers JSON gets JSON")
  void json() throws Exception {
    var answer = get("/?sort=size", "Accept: application/json\n");
    assertEquals("application/json", answer.header("Content-Type"));
    assertEquals(
        """
        {"path":"/","complete":true,"entries":[
        {"name":"sub","type":"folder","size":0,"modified":"2026-11-04T05:06:07Z","href":"./sub/"},
        {"name":"c.txt","type":"file","size":1,"modified":"2026-11-02T00:00:00.123Z","href":"./c.txt"},
        {"name":"b.txt","type":"file","size":3,"modified":"2026-11-03T00:00:00Z","href":"./b.txt"},
        {"name":"A.txt","type":"file","size":2000,"modified":"2026-11-01T00:00:00Z","href":"./A.txt"}
        ]}
        """,
        answer.body().replace("␊", "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "application/json                          | application/json",
        "application/json, */*;q=0.1               | application/json",
        "application/json, text/plain, */*         | application/json",
        "text/html;q=0.5, application/json         | application/json",
        "application/*                             | application/json",
        "*/*                                       | text/html; charset=utf-8",
        "text/html, application/json               | text/html; charset=utf-8",
        "text/html, application/xhtml+xml, */*;q=0.8 | text/html; charset=utf-8",
        "application/json;q=0                      | text/html; charset=utf-8",
        "image/png                                 | text/html; charset=utf-8",
      })
  @DisplayName("F-12 Accept decides between the page and JSON")
  void accept(String accept, String type) throws Exception {
    assertEquals(type, get("/", "Accept: " + accept + "\n").header("Content-Type"));
  }

  @Test
  @DisplayName("F-13 at most 10,000 entries are read, and the listing says so")
  void bounded() throws Exception {
    var many = Files.createDirectory(directory.resolve("many"));
    for (int i = 0; i < 10_001; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    assertTrue(get("/many/", "").body().contains("There is more; only 10000 entries were read."));
    assertTrue(get("/many/", "Accept: application/json\n").body().contains("\"complete\":false"));
  }

  @Test
  @DisplayName("F-90 F-92 HEAD has the fields of GET without a length; no tag, no date")
  void head() throws Exception {
    try (var client = connect()) {
      var head =
          new Answer(client.send("HEAD / HTTP/1.1\nHost: test\nConnection: close\n\n").readAll());
      assertEquals(200, head.status());
      for (var name : List.of("Content-Type", "Content-Security-Policy", "Vary", "Cache-Control")) {
        assertEquals(get("/", "").header(name), head.header(name));
      }
      assertNull(head.header("Content-Length"));
      assertNull(get("/", "").header("ETag"));
      assertNull(get("/", "").header("Last-Modified"));
      assertEquals("", head.body());
    }
    var limits = Limits.standard().with(Bound.LISTINGS, 1);
    assertTrue(limits.of(Bound.LISTINGS).take(() -> "unused"));
    var full = new DirectoryHandler(directory, limits, FileSettings.DEFAULT);
    assertEquals(200, full.handle(Request.of("HEAD", "/", "")).status());
    try (var file = full.handle(Request.get("/b.txt"))) {
      assertEquals(200, file.status(), "a file takes no place");
    }
  }

  @Test
  @DisplayName("M-62 a listing over the limit is a 503")
  void atOnce() throws Exception {
    var limits = Limits.standard().with(Bound.LISTINGS, 1);
    takeDown();
    captureLog();
    serve(new DirectoryHandler(directory, limits, FileSettings.DEFAULT));
    assertTrue(limits.of(Bound.LISTINGS).take(() -> "unused"));
    var refused = get("/", "");
    assertEquals(503, refused.status());
    assertEquals("1", refused.header("Retry-After"));
    assertEquals(1, limits.of(Bound.LISTINGS).reached());
    assertTrue(
        log.text().contains("limit listings (1) reached: refused to list a directory of dir:"),
        log.text());
    limits.of(Bound.LISTINGS).release(1);
    assertEquals(200, get("/", "").status());
    assertEquals(200, get("/sub/", "").status(), "each gives its place back");
    limits.logRest();
  }

  @Test
  @DisplayName("F-91 answers with the same long listing share its text")
  void shared() throws Exception {
    var many = Files.createDirectory(directory.resolve("many"));
    for (int i = 0; i < 1000; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    var handler = new DirectoryHandler(directory);
    var one = (Body.Chunks) handler.handle(Request.get("/many/")).body();
    var other = (Body.Chunks) handler.handle(Request.get("/many/")).body();
    assertSame(one.chunks(), other.chunks());
    Files.createFile(many.resolve("new"));
    var later = (Body.Chunks) handler.handle(Request.get("/many/")).body();
    assertTrue(String.join("", later.chunks()).contains("./new"));
    assertTrue(get("/many/", "").body().endsWith("␊\n0\n\n"), "chunks, whole");
  }

  @Test
  @DisplayName("M-70 listings give each other turns, so that one over the limit is refused")
  void turns() throws Exception {
    var many = Files.createDirectory(directory.resolve("many"));
    for (int i = 0; i < 1000; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    int processors = Runtime.getRuntime().availableProcessors();
    var limits = Limits.standard().with(Bound.LISTINGS, processors);
    var handler = new DirectoryHandler(directory, limits, FileSettings.DEFAULT);
    var begin = new CountDownLatch(1);
    var all = new ArrayList<Thread>();
    for (int i = 0; i < 8 * processors; i++) {
      all.add(
          Thread.startVirtualThread(() -> {
            try {
              begin.await();
              handler.handle(Request.get("/many/"));
            } catch (InterruptedException | IOException e) {
              throw new IllegalStateException(e);
            }
          }));
    }
    begin.countDown();
    for (var thread : all) {
      thread.join();
    }
    assertTrue(limits.of(Bound.LISTINGS).reached() > 0, "each had waited until another was done");
    assertEquals(0, limits.of(Bound.LISTINGS).held());
    limits.logRest();
  }
}
