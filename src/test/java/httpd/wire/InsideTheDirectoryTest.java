package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.file.DirectoryHandler;
import httpd.route.Route;
import httpd.route.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/file.md, "Nothing outside the directory": F-50 to F-55. */
class InsideTheDirectoryTest extends WireTest {

  private static final String SECRET = "top secret";

  @TempDir Path top;

  private Path web;

  @BeforeEach
  void fill() throws IOException {
    web = Files.createDirectories(top.resolve("files"));
    Files.writeString(top.resolve("secret.txt"), SECRET);
    Files.writeString(Files.createDirectories(top.resolve("files2")).resolve("secret.txt"), SECRET);
    Files.writeString(
        Files.createDirectories(top.resolve("files..")).resolve("secret.txt"), SECRET);
    Files.writeString(web.resolve("open.txt"), "open");
    Files.writeString(Files.createDirectories(web.resolve("sub/deep")).resolve("open.txt"), "deep");
    Files.writeString(web.resolve(".env"), SECRET);
    Files.writeString(Files.createDirectories(web.resolve(".git")).resolve("config"), SECRET);
    Files.writeString(web.resolve(".htpasswd"), SECRET);
    Files.writeString(web.resolve("sub/.hidden"), SECRET);
    Files.createSymbolicLink(web.resolve("out"), top);
    Files.createSymbolicLink(web.resolve("out.txt"), top.resolve("secret.txt"));
    Files.createSymbolicLink(web.resolve("etc"), Path.of("/etc"));
    Files.createSymbolicLink(web.resolve("sub/up"), Path.of("../.."));
  }

  /** JUnit warns of links that lead out of the directory that it deletes. */
  @AfterEach
  void removeTheLinks() throws IOException {
    Files.deleteIfExists(web.resolve("etc"));
    Files.deleteIfExists(web.resolve("null"));
  }

  private Answer get(String target) throws IOException {
    return new Answer(
        connect().send("GET " + target + " HTTP/1.1\nHost: test\nConnection: close\n\n").readAll());
  }

  /** Mounted at a path, at the root beside it, and without a router. */
  private static Router mounted(Path web) {
    return Router.of(
        Route.get("/files/", new DirectoryHandler(web)), Route.get("/", new DirectoryHandler(web)));
  }

  private static final List<String> ATTACKS =
      List.of(
          // Plain, as OWASP lists them.
          "/../secret.txt",
          "/../../secret.txt",
          "/../../../../../../../../../../etc/passwd",
          "/./../secret.txt",
          "/sub/../../secret.txt",
          "/sub/../open.txt",
          "/sub/./deep/open.txt",
          "/..",
          "/../",
          "/.",
          "/./",
          "/...",
          "/.../secret.txt",
          "/..../secret.txt",
          "/....//secret.txt",
          "/....//....//secret.txt",
          "/.//../secret.txt",
          "//../secret.txt",
          "//..//secret.txt",
          "///../secret.txt",
          "/files/../../secret.txt",
          "/open.txt/../../secret.txt",
          "/nothing/../../secret.txt",
          // Encoded once.
          "/%2e%2e/secret.txt",
          "/%2E%2E/secret.txt",
          "/.%2e/secret.txt",
          "/%2e./secret.txt",
          "/%2e%2e%2fsecret.txt",
          "/..%2fsecret.txt",
          "/..%2Fsecret.txt",
          "/%2e%2e%5csecret.txt",
          "/..%5csecret.txt",
          "/..%5c..%5csecret.txt",
          "/sub%2f..%2f..%2fsecret.txt",
          "/sub%2fdeep%2fopen.txt",
          "/%2fetc/passwd",
          "/%2Fetc%2Fpasswd",
          "/files/%2e%2e/secret.txt",
          "/files%2f..%2f..%2fsecret.txt",
          // Apache 2.4.49 and 2.4.50.
          "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd",
          "/icons/.%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
          "/cgi-bin/.%%32%65/.%%32%65/etc/passwd",
          "/.%%32%65/secret.txt",
          "/%%32%65%%32%65/secret.txt",
          // Encoded twice and more.
          "/%252e%252e/secret.txt",
          "/%252e%252e%252fsecret.txt",
          "/..%252fsecret.txt",
          "/..%255csecret.txt",
          "/%25252e%25252e%25252fsecret.txt",
          // Overlong and otherwise broken UTF-8, and escapes that are none.
          "/%c0%ae%c0%ae/secret.txt",
          "/%c0%ae%c0%ae%c0%afsecret.txt",
          "/..%c0%afsecret.txt",
          "/..%c1%9csecret.txt",
          "/..%c1%1csecret.txt",
          "/%e0%80%ae%e0%80%ae/secret.txt",
          "/%e0%40%ae/secret.txt",
          "/%f0%80%80%ae./secret.txt",
          "/%uff0e%uff0e/secret.txt",
          "/%u002e%u002e%u2215secret.txt",
          "/%ff%fe/secret.txt",
          "/%zz/secret.txt",
          "/%2",
          "/%",
          // Characters that look like dots and slashes.
          "/%ef%bc%8e%ef%bc%8e/secret.txt",
          "/..%ef%bc%8fsecret.txt",
          "/..%e2%88%95secret.txt",
          // Tomcat and Spring: path parameters.
          "/..;/secret.txt",
          "/..;a=b/secret.txt",
          "/sub/..;/..;/secret.txt",
          "/;/../secret.txt",
          "/.;/../secret.txt",
          "/%2e%2e;/secret.txt",
          "/..%3b/secret.txt",
          // Jetty: WEB-INF by other names.
          "/%2e/../secret.txt",
          "/.%00/../secret.txt",
          "/%2e%2e%00/secret.txt",
          // NUL and control characters.
          "/open.txt%00",
          "/open.txt%00.html",
          "/..%00/secret.txt",
          "/%00",
          "/..%0d/secret.txt",
          "/..%0a/secret.txt",
          "/..%09/secret.txt",
          "/out.txt%0d%0aX-Header:%201",
          "/%7f",
          // Blanks and dots behind a name, and streams, as Windows has them.
          "/..%20/secret.txt",
          "/.%20./secret.txt",
          "/.. /secret.txt",
          "/open.txt%20",
          "/open.txt.",
          "/open.txt::$DATA",
          "/C:%5csecret.txt",
          "/C:/secret.txt",
          // Backslashes.
          "/..\\secret.txt",
          "/..\\..\\secret.txt",
          "/\\..\\secret.txt",
          "/sub\\deep\\open.txt",
          "/\\\\evil\\share",
          // nginx: a prefix of the name, alias without a slash.
          "/files../secret.txt",
          "/files..",
          "/files../files2/secret.txt",
          "/files2/secret.txt",
          "/../files2/secret.txt",
          "/../files../secret.txt",
          // Through links that lead out.
          "/out/secret.txt",
          "/out/",
          "/out.txt",
          "/etc/passwd",
          "/etc/",
          "/sub/up/secret.txt",
          "/sub/up/files2/secret.txt",
          // Hidden.
          "/.env",
          "/.git/config",
          "/.git/",
          "/.htpasswd",
          "/%2eenv",
          "/%2e%67it/config",
          "/sub/.hidden",
          "/.well-known/../.env",
          "/.well-known../.env",
          // Absolute, in other schemes.
          "http://test/../secret.txt",
          "http://test//../secret.txt",
          "file:///etc/passwd",
          "file:/etc/passwd",
          "/file:///etc/passwd",
          "/file:%2f%2f/etc/passwd",
          "//etc/passwd",
          "/~root/",
          "/proc/self/environ",
          "/static/link/../../secret.txt");

  @Test
  @DisplayName("F-50 F-51 F-52 F-55 attacks stay inside")
  void attacks() throws Exception {
    serve(mounted(web));
    assertEquals(200, get("/files/open.txt").status());
    assertAll(
        ATTACKS.stream()
            .flatMap(target -> Stream.of(target, "/files" + target, "/files/sub" + target))
            .map(target -> () -> staysInside(target)));
  }

  private void staysInside(String target) throws IOException {
    var answer = get(target);
    assertTrue(Set.of(400, 404).contains(answer.status()), target + "\n" + answer.text());
    for (var loot : new String[] {SECRET, "root:", "\nX-Header"}) {
      assertFalse(answer.text().contains(loot), target + "\n" + answer.text());
    }
  }

  @Test
  @DisplayName("F-50 the same without a router")
  void withoutARouter() throws Exception {
    serve(new DirectoryHandler(web));
    assertEquals("open", get("/open.txt").body());
    assertEquals(404, get("/../secret.txt").status());
    assertEquals(404, get("/files../secret.txt").status());
    assertEquals(400, get("/%c0%ae%c0%ae/secret.txt").status());
  }

  @Test
  @DisplayName("F-51 .well-known is served, and not listed")
  void wellKnown() throws Exception {
    var directory = Files.createDirectories(web.resolve(".well-known/acme-challenge"));
    Files.writeString(directory.resolve("token"), "proof");
    Files.writeString(directory.resolve(".token"), SECRET);
    serve(mounted(web));
    assertEquals("proof", get("/.well-known/acme-challenge/token").body());
    assertEquals(404, get("/.well-known/acme-challenge/.token").status());
    assertFalse(get("/").body().contains("well-known"));
  }

  @Test
  @DisplayName("F-52 links that stay inside are followed, links that lead out or nowhere are not")
  void links() throws Exception {
    Files.createSymbolicLink(web.resolve("in.txt"), Path.of("sub/deep/open.txt"));
    Files.createSymbolicLink(web.resolve("in"), Path.of("sub/deep"));
    Files.createSymbolicLink(web.resolve("round"), Path.of("../files/sub"));
    Files.createSymbolicLink(web.resolve("hidden.txt"), Path.of(".env"));
    Files.createSymbolicLink(web.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(web.resolve("broken"), Path.of("no such file"));
    serve(mounted(web));
    assertEquals("deep", get("/in.txt").body());
    assertEquals("deep", get("/in/open.txt").body());
    assertEquals("deep", get("/round/deep/open.txt").body());
    assertEquals(SECRET, get("/hidden.txt").body(), "the link was made on purpose");
    assertEquals(500, get("/loop").status(), "a loop says nothing about what is there (F-70)");
    assertEquals(404, get("/broken").status());
    assertEquals(301, get("/in").status());
    assertEquals("./in/", get("/in").header("Location"));
  }

  @Test
  @DisplayName("F-52 the directory itself may be a link that is changed")
  void theDirectoryIsALink() throws Exception {
    var one = Files.createDirectory(top.resolve("one"));
    var two = Files.createDirectory(top.resolve("two"));
    Files.writeString(one.resolve("a.txt"), "one");
    Files.writeString(two.resolve("a.txt"), "two");
    var current = Files.createSymbolicLink(top.resolve("current"), one);
    serve(mounted(current));
    assertEquals("one", get("/a.txt").body());
    Files.delete(current);
    assertEquals(404, get("/a.txt").status());
    Files.createSymbolicLink(current, two);
    assertEquals("two", get("/a.txt").body());
  }

  @Test
  @DisplayName("F-54 a file without read permission is a 403")
  void unreadable() throws Exception {
    var closed = Files.writeString(web.resolve("closed.txt"), SECRET);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(closed), "root reads everything");
    serve(mounted(web));
    assertEquals(403, get("/closed.txt").status());
  }

  @Test
  @DisplayName("F-55 a name that is too long for the system is a 404")
  void longName() throws Exception {
    serve(mounted(web));
    assertEquals(404, get("/" + "x".repeat(5000)).status());
    assertEquals(404, get("/" + "a/".repeat(3000) + "x").status());
  }
}
