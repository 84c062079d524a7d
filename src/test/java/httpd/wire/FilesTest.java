package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.file.DirectoryHandler;
import httpd.file.FileHandler;
import httpd.net.Transport;
import httpd.route.Route;
import httpd.route.Router;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/spec/file.md: what is served, as what, and with which header fields. */
class FilesTest extends FileWireTest {

  @Test
  @DisplayName("F-1 a file below the directory, with all its header fields")
  void whole() throws Exception {
    assertEquals(
        """
        HTTP/1.1 200 OK
        Cache-Control: no-cache
        ETag: %s
        Last-Modified: %s
        X-Content-Type-Options: nosniff
        Accept-Ranges: bytes
        Content-Type: text/plain; charset=utf-8
        date: *
        connection: close
        content-length: 26

        abcdefghijklmnopqrstuvwxyz\
        """
            .formatted(TAG, DATE),
        get("/letters.txt").text());
  }

  @Test
  @DisplayName("F-1 the path below the route is resolved below the directory")
  void mounted() throws Exception {
    file("sub/a b.txt", "below");
    serve(
        Router.of(
            Route.get("/u/{id}/", new DirectoryHandler(directory)),
            Route.get("/x/y/", new DirectoryHandler(directory)),
            Route.get("/", new DirectoryHandler(directory.resolve("sub")))));
    started = true;
    for (var path : new String[] {"/u/7/sub/a%20b.txt", "/x/y/sub/a%20b.txt", "/a%20b.txt"}) {
      assertEquals("below", get(path).body(), path);
    }
    assertEquals(404, get("/x/y/a%20b.txt").status());
    assertEquals(404, get("/x/letters.txt").status());
  }

  @Test
  @DisplayName("F-2 file: is one file for every path, looked up for each request")
  void oneFile() throws Exception {
    var path = directory.resolve("late.json");
    serve(new FileHandler(path));
    started = true;
    assertEquals(404, get("/").status());
    file("late.json", "[1]");
    assertEquals("[1]", get("/").body());
    assertEquals("application/json", get("/any/path").header("Content-Type"));
    assertEquals("1", get("/", "Range: bytes=1-1").body());
    assertEquals(405, ask("DELETE", "/").status());
    Files.delete(path);
    assertEquals(404, get("/").status());
  }

  @ParameterizedTest
  @CsvSource({
    "a.HTML, text/html; charset=utf-8",
    "a.min.js, text/javascript; charset=utf-8",
    "a.svg, image/svg+xml",
    "a.wasm, application/wasm",
    "a.woff2, font/woff2",
    "a.json, application/json",
    "a.tar.gz, application/gzip",
    "README, application/octet-stream",
    "a.nosuch, application/octet-stream",
    "a., application/octet-stream",
  })
  @DisplayName("F-3 the type goes by the ending of the name")
  void types(String name, String type) throws Exception {
    file(name, "x");
    var answer = get("/" + name);
    assertEquals(type, answer.header("Content-Type"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
  }

  @Test
  @DisplayName("F-4 a directory with an index.html is that file, also in conditions")
  void index() throws Exception {
    file("index.html", "<p>top");
    file("sub/index.html", "<p>sub");
    assertEquals("<p>top", get("/").body());
    var sub = get("/sub/?x=1");
    assertEquals("<p>sub", sub.body());
    assertEquals("text/html; charset=utf-8", sub.header("Content-Type"));
    assertEquals(304, get("/sub/", "If-None-Match: " + sub.header("ETag")).status());
  }

  @ParameterizedTest
  @CsvSource({
    "/sub, ./sub/",
    "/sub?a=b&c=//evil, ./sub/?a=b&c=//evil",
    "/sub/deep?, ./deep/",
    "/a%3Ab, ./a%3Ab/",
    "/%73ub, ./%73ub/",
    "http://test/sub, ./sub/",
  })
  @DisplayName("F-5 a directory without a slash is redirected by a relative Location")
  void redirect(String target, String location) throws Exception {
    Files.createDirectories(directory.resolve("sub/deep"));
    Files.createDirectories(directory.resolve("a:b"));
    var answer = get(target);
    assertEquals(301, answer.status());
    assertEquals(location, answer.header("Location"));
    assertEquals("no-cache", answer.header("Cache-Control"));
  }

  @ParameterizedTest
  @CsvSource({"//evil", "//evil/", "/%2Fevil", "/sub//evil", "//evil/%2e%2e", "/letters.txt/"})
  @DisplayName("F-5 a path that is not a directory is never redirected")
  void noRedirect(String target) throws Exception {
    Files.createDirectories(directory.resolve("evil"));
    Files.createDirectories(directory.resolve("sub/evil"));
    assertEquals(404, get(target).status());
  }

  @Test
  @DisplayName("F-6 only GET and HEAD")
  void methods() throws Exception {
    var head = ask("HEAD", "/letters.txt");
    assertEquals(200, head.status());
    assertEquals("26", head.header("Content-Length"));
    assertEquals("", head.body());
    for (var method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"}) {
      for (var path : new String[] {"/letters.txt", "/", "/nothing"}) {
        var answer = ask(method, path);
        assertEquals(405, answer.status());
        assertEquals("GET, HEAD", answer.header("Allow"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-30 F-60 two hundred random ranges of a sparse file of 4 GiB")
  void fourGibibytes(Transport transport) throws Exception {
    long size = 4L << 30;
    var path = directory.resolve("huge.bin");
    var random = new Random(4);
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
      for (int i = 0; i < 100; i++) {
        file.seek(random.nextLong(size - 1000));
        byte[] mark = new byte[1 + random.nextInt(1000)];
        random.nextBytes(mark);
        file.write(mark);
      }
      file.seek(size - 4);
      file.writeBytes("ends");
    }
    random = new Random(4);
    serve(transport, new DirectoryHandler(directory));
    var client = connect();
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      for (int i = 0; i < 200; i++) {
        // Half of them begin at a mark, since most of the file is zeros.
        long first = random.nextLong(size - 1000);
        int length = 1 + random.nextInt(i < 100 ? 1000 : 200_000);
        if (i < 100) {
          random.nextBytes(new byte[length]);
        }
        first = i == 199 ? size - 4 : first;
        long last = Math.min(size, first + length) - 1;
        var range = first + "-" + last;
        client.send("GET /huge.bin HTTP/1.1\nHost: test\nRange: bytes=" + range + "\n\n");
        var head = client.readHead();
        assertTrue(head.contains("Content-Range: bytes " + range + "/" + size + "\n"), head);
        byte[] expected = new byte[(int) (last - first + 1)];
        file.seek(first);
        file.readFully(expected);
        assertEquals(-1, Arrays.mismatch(expected, read(client, expected.length)), range);
      }
    }
  }

  private static byte[] read(httpd.testing.RawClient client, int length) throws IOException {
    byte[] all = new byte[length];
    for (int at = 0; at < length; ) {
      byte[] some = new byte[Math.min(64 * 1024, length - at)];
      int count = client.readSome(some);
      assertTrue(count > 0, "the connection ended");
      System.arraycopy(some, 0, all, at, count);
      at += count;
    }
    return all;
  }
}
