package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.file.DirectoryHandler;
import httpd.file.FileHandler;
import httpd.net.Transport;
import httpd.route.Route;
import httpd.route.Router;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Files": the headers of requests and responses. */
class FilesTest extends WireTest {

  private static final Instant CHANGED = Instant.parse("2026-11-20T08:25:32.250Z");
  private static final String DATE = "Fri, 20 Nov 2026 08:25:32 GMT";
  private static final String TAG = "\"18e9b35b8ba38a80-1a\"";

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    file("letters.txt", "abcdefghijklmnopqrstuvwxyz");
  }

  private Path file(String name, String content) throws IOException {
    var path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return Files.setLastModifiedTime(path, FileTime.from(CHANGED));
  }

  private Answer ask(String method, String target, String... headers) throws IOException {
    if (!started) {
      serve(new DirectoryHandler(folder));
      started = true;
    }
    var more = String.join("\n", headers) + (headers.length == 0 ? "" : "\n");
    var request = method + " " + target + " HTTP/1.1\nHost: test\nConnection: close\n" + more;
    return new Answer(connect().send(request + "\n").readAll());
  }

  private boolean started;

  private Answer get(String target, String... headers) throws IOException {
    return ask("GET", target, headers);
  }

  @Test
  @DisplayName("F-1 a file below the folder, with all its headers")
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
  @DisplayName("F-1 what lies below the route is looked for below the folder")
  void mounted() throws Exception {
    file("sub/a b.txt", "below");
    serve(
        Router.of(
            Route.get("/u/{id}/", new DirectoryHandler(folder)),
            Route.get("/x/y/", new DirectoryHandler(folder)),
            Route.get("/", new DirectoryHandler(folder.resolve("sub")))));
    started = true;
    for (var path : new String[] {"/u/7/sub/a%20b.txt", "/x/y/sub/a%20b.txt", "/a%20b.txt"}) {
      assertEquals("below", get(path).body(), path);
    }
    assertEquals(404, get("/x/y/a%20b.txt").status());
    assertEquals(404, get("/x/letters.txt").status());
  }

  @Test
  @DisplayName("F-2 file: is one file for every path, looked at for each request")
  void oneFile() throws Exception {
    var path = folder.resolve("late.json");
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
  @DisplayName("F-4 a folder with an index.html is that file, conditions and all")
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
  @DisplayName("F-5 a folder without its slash is redirected, relative to where it was asked for")
  void redirect(String target, String location) throws Exception {
    Files.createDirectories(folder.resolve("sub/deep"));
    Files.createDirectories(folder.resolve("a:b"));
    var answer = get(target);
    assertEquals(301, answer.status());
    assertEquals(location, answer.header("Location"));
    assertEquals("no-cache", answer.header("Cache-Control"));
  }

  @ParameterizedTest
  @CsvSource({"//evil", "//evil/", "/%2Fevil", "/sub//evil", "//evil/%2e%2e", "/letters.txt/"})
  @DisplayName("F-5 what is no folder is never redirected")
  void noRedirect(String target) throws Exception {
    Files.createDirectories(folder.resolve("evil"));
    Files.createDirectories(folder.resolve("sub/evil"));
    assertEquals(404, get(target).status());
  }

  @Test
  @DisplayName("F-6 GET and HEAD, and nothing else")
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

  @Test
  @DisplayName("F-20 the tag changes with the time and with the length")
  void tags() throws Exception {
    assertEquals(TAG, get("/letters.txt").header("ETag"));
    file("letters.txt", "x");
    assertEquals("\"18e9b35b8ba38a80-1\"", get("/letters.txt").header("ETag"));
    Files.setLastModifiedTime(
        folder.resolve("letters.txt"), FileTime.from(CHANGED.plusNanos(1000)));
    assertEquals("\"18e9b35b8ba38e68-1\"", get("/letters.txt").header("ETag"));
  }

  @ParameterizedTest
  @CsvSource({"1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z"})
  @DisplayName("F-20 a file without a time has no validators")
  void noTime(String time) throws Exception {
    Files.setLastModifiedTime(folder.resolve("letters.txt"), FileTime.from(Instant.parse(time)));
    var answer = get("/letters.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + DATE);
    assertEquals(200, answer.status());
    assertNull(answer.header("ETag"));
    assertNull(answer.header("Last-Modified"));
    assertEquals(412, get("/letters.txt", "If-Match: \"x\"").status());
    assertEquals(200, get("/letters.txt", "Range: bytes=0-1", "If-Range: \"x\"").status());
  }

  @Test
  @DisplayName("F-20 a time that has not come is not told")
  void future() throws Exception {
    Files.setLastModifiedTime(
        folder.resolve("letters.txt"), FileTime.from(Instant.parse("2199-01-01T00:00:00Z")));
    var answer = get("/letters.txt");
    assertNull(answer.header("Last-Modified"));
    assertTrue(answer.header("ETag").startsWith("\""));
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-None-Match: T              |                              | 304",
        "If-None-Match: W/T            |                              | 304",
        "If-None-Match: \"a,b\", T     |                              | 304",
        "If-None-Match: \"a\" , W/\"b\" |                             | 200",
        "If-None-Match: *              |                              | 304",
        "If-None-Match: \"nothing\"    |                              | 200",
        "If-None-Match: T-gzip         |                              | 200",
        "If-None-Match: broken, T      |                              | 200",
        "If-None-Match:                |                              | 200",
        "If-None-Match: \"x\"          | If-None-Match: T             | 304",
        "If-None-Match: \"x\"          | If-Modified-Since: D         | 200",
        "If-None-Match: T              | If-Modified-Since: BEFORE    | 304",
        "If-Modified-Since: D          |                              | 304",
        "If-Modified-Since: AFTER      |                              | 304",
        "If-Modified-Since: BEFORE     |                              | 200",
        "If-Modified-Since: yesterday  |                              | 200",
        "If-Modified-Since: D          | If-Modified-Since: D         | 200",
        "If-Modified-Since: Friday, 20-Nov-26 08:25:32 GMT |          | 304",
        "If-Modified-Since: Fri Nov 20 08:25:32 2026 |                | 304",
        "If-Modified-Since: Thursday, 19-Nov-26 08:25:32 GMT |        | 200",
        "If-Modified-Since: Sun Nov  1 08:25:32 2026 |                | 200",
        "If-Match: T                   |                              | 200",
        "If-Match: *                   |                              | 200",
        "If-Match: W/T                 |                              | 412",
        "If-Match: \"x\"               |                              | 412",
        "If-Match: \"x\", T            |                              | 200",
        "If-Match: T                   | If-Unmodified-Since: BEFORE  | 200",
        "If-Match: \"x\"               | If-Unmodified-Since: D       | 412",
        "If-Match: \"x\"               | If-None-Match: T             | 412",
        "If-Match: T                   | If-None-Match: T             | 304",
        "If-Unmodified-Since: D        |                              | 200",
        "If-Unmodified-Since: AFTER    |                              | 200",
        "If-Unmodified-Since: BEFORE   |                              | 412",
        "If-Unmodified-Since: nonsense |                              | 200",
        "If-Unmodified-Since: BEFORE   | If-None-Match: T             | 412",
        "If-Unmodified-Since: D        | If-Modified-Since: D         | 304",
        "If-None-Match: T              | Range: bytes=0-1             | 304",
        "If-Match: \"x\"               | Range: bytes=0-1             | 412",
        "If-Match: T                   | Range: bytes=0-1             | 206",
        "If-None-Match: \"x\"          | Range: bytes=0-1             | 206",
        "If-None-Match: T              | Range: bytes=99-             | 304",
      })
  @DisplayName("F-21, F-22, F-23 conditions, in the order of RFC 9110, section 13.2.2")
  void conditions(String first, String second, int status) throws Exception {
    var answer =
        second == null
            ? get("/letters.txt", header(first))
            : get("/letters.txt", header(first), header(second));
    assertEquals(status, answer.status());
    if (status == 304) {
      assertEquals("", answer.body());
      assertEquals(TAG, answer.header("ETag"));
      assertEquals("no-cache", answer.header("Cache-Control"));
      assertNull(answer.header("Content-Length"));
      assertNull(answer.header("Content-Type"));
    }
  }

  private static String header(String template) {
    return template
        .replace("T-gzip", "\"18e9b35b8ba38a80-1a-gzip\"")
        .replaceAll("\\bT$", TAG)
        .replace("BEFORE", "Fri, 20 Nov 2026 08:25:31 GMT")
        .replace("AFTER", "Fri, 20 Nov 2026 08:25:33 GMT")
        .replaceAll(" D$", " " + DATE);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0      | 0-0   | a",
        "bytes=2-4      | 2-4   | cde",
        "bytes=24-      | 24-25 | yz",
        "bytes=24-99    | 24-25 | yz",
        "bytes=24-99999999999999999999999 | 24-25 | yz",
        "bytes=-3       | 23-25 | xyz",
        "bytes=-26      | 0-25  | abcdefghijklmnopqrstuvwxyz",
        "bytes=-99999999999999999999 | 0-25  | abcdefghijklmnopqrstuvwxyz",
        "bytes=0-       | 0-25  | abcdefghijklmnopqrstuvwxyz",
        "BYTES=25-25    | 25-25 | z",
        "bytes=0-3,2-5  | 0-5   | abcdef",
        "bytes=4-5,0-1  | 0-5   | abcdef",
        "bytes=0-1,99-  | 0-1   | ab",
        "bytes= 0-1 , , | 0-1   | ab",
        "bytes=00-0001  | 0-1   | ab",
      })
  @DisplayName("F-30 one range is a 206 with Content-Range")
  void range(String range, String sent, String body) throws Exception {
    var answer = get("/letters.txt", "Range: " + range);
    assertEquals(206, answer.status());
    assertEquals("bytes " + sent + "/26", answer.header("Content-Range"));
    assertEquals(body, answer.body());
    assertEquals(Integer.toString(body.length()), answer.header("Content-Length"));
    assertEquals(TAG, answer.header("ETag"));
    assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {"bytes=26-", "bytes=-0", "bytes=99-100,26-26"})
  @DisplayName("F-32 a range behind the end is a 416 that says how long it is")
  void unsatisfiable(String range) throws Exception {
    var answer = get("/letters.txt", "Range: " + range);
    assertEquals(416, answer.status());
    assertEquals("bytes */26", answer.header("Content-Range"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=4-2",
        "bytes=a-b",
        "bytes=-",
        "bytes=",
        "bytes=,",
        "bytes",
        "lines=0-1",
        "bytes=0-1;2-3",
        "bytes=0x1-2",
        "bytes=--1",
        "bytes=0-1,x",
        "bytes=١-٢",
        "bytes=+1-2",
      })
  @DisplayName("F-33 a Range that is malformed or in other units is as none")
  void malformed(String range) throws Exception {
    var answer = get("/letters.txt", "Range: " + range);
    assertEquals(200, answer.status());
    assertEquals(26, answer.body().length());
  }

  @Test
  @DisplayName("F-33 HEAD, an empty file and a second Range have no parts")
  void noRange() throws Exception {
    var head = ask("HEAD", "/letters.txt", "Range: bytes=0-1");
    assertEquals(200, head.status());
    assertEquals("26", head.header("Content-Length"));
    file("empty.txt", "");
    assertEquals(200, get("/empty.txt", "Range: bytes=0-").status());
    assertEquals(200, get("/empty.txt", "Range: bytes=-1").status());
    assertEquals(200, get("/letters.txt", "Range: bytes=0-1", "Range: bytes=2-3").status());
  }

  @Test
  @DisplayName("F-31 several ranges are one multipart/byteranges, in the order asked for")
  void several() throws Exception {
    var digits = "0123456789".repeat(1000);
    file("digits.html", digits);
    var answer = get("/digits.html", "Range: bytes=9000-9002,1-2,-1,1-1,99999-");
    assertEquals(206, answer.status());
    assertNull(answer.header("Content-Range"));
    var type = answer.header("Content-Type");
    var boundary = type.substring("multipart/byteranges; boundary=".length());
    assertEquals(
        """
        --B
        Content-Type: text/html; charset=utf-8
        Content-Range: bytes 9000-9002/10000

        012
        --B
        Content-Type: text/html; charset=utf-8
        Content-Range: bytes 1-2/10000

        12
        --B
        Content-Type: text/html; charset=utf-8
        Content-Range: bytes 9999-9999/10000

        9
        --B--
        """
            .replace("B", boundary)
            .replace(boundary + "ytes", "Bytes"),
        answer.body());
    assertNotEquals(type, get("/digits.html", "Range: bytes=0-0,-1").header("Content-Type"));
  }

  @Test
  @DisplayName("F-34 too many ranges are none, near ones are joined")
  void tooMany() throws Exception {
    file("large.txt", "x".repeat(100_000));
    assertEquals(206, get("/large.txt", "Range: bytes=" + ranges(16, 1000)).status());
    assertEquals(200, get("/large.txt", "Range: bytes=" + ranges(17, 1000)).status());
    assertEquals(206, get("/large.txt", "Range: bytes=" + ranges(64, 10)).status());
    assertEquals(200, get("/large.txt", "Range: bytes=" + ranges(65, 10)).status());
    assertEquals(
        "bytes 0-200/100000",
        get("/large.txt", "Range: bytes=0-0,200-200,100-100").header("Content-Range"));
    assertNull(get("/large.txt", "Range: bytes=0-0,300-300").header("Content-Range"));
  }

  private static String ranges(int count, int step) {
    var ranges = new StringBuilder();
    for (int i = 0; i < count; i++) {
      ranges.append(i == 0 ? "" : ",").append(i * step).append('-').append(i * step);
    }
    return ranges.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-Range: T          | 206",
        "If-Range: D          | 206",
        "If-Range: W/T        | 200",
        "If-Range: \"x\"      | 200",
        "If-Range: BEFORE     | 200",
        "If-Range: AFTER      | 200",
        "If-Range: nonsense   | 200",
      })
  @DisplayName("F-35 If-Range: parts of what the client knows, otherwise all")
  void ifRange(String header, int status) throws Exception {
    assertEquals(
        status, get("/letters.txt", "Range: bytes=0-1", header(header)).status(), header(header));
  }

  private void compressed() throws IOException {
    file("app.js", "plain");
    file("app.js.gz", "as gzip");
    file("app.js.br", "as br");
    file("app.js.zst", "as zstd");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                         | gzip",
        "gzip, deflate, br            | br",
        "gzip, deflate, br, zstd      | zstd",
        "gzip;q=1.0, br;q=0.9         | gzip",
        "GZIP;Q=0.5                   | gzip",
        "zstd;q=0, br;q=0.001         | br",
        "*                            | zstd",
        "*, zstd;q=0                  | br",
        "gzip;q=0                     | ",
        "deflate                      | ",
        "identity                     | ",
        "identity;q=1, gzip;q=0.5     | ",
        "gzip;q=2                     | ",
        "gzip;q=x                     | ",
      })
  @DisplayName("F-40 the compressed sibling that the client likes best")
  void coding(String accepted, String coding) throws Exception {
    compressed();
    var answer = get("/app.js", "Accept-Encoding: " + accepted);
    assertEquals(200, answer.status());
    assertEquals(coding, answer.header("Content-Encoding"));
    assertEquals(coding == null ? "plain" : "as " + coding, answer.body());
    assertEquals("text/javascript; charset=utf-8", answer.header("Content-Type"));
    assertEquals("Accept-Encoding", answer.header("Vary"));
  }

  @Test
  @DisplayName("F-41 each coding has a tag of its own, and all say what they vary by")
  void codingTags() throws Exception {
    compressed();
    var plain = get("/app.js");
    var gzip = get("/app.js", "Accept-Encoding: gzip");
    assertEquals("Accept-Encoding", plain.header("Vary"));
    assertNull(plain.header("Content-Encoding"));
    assertNotEquals(plain.header("ETag"), gzip.header("ETag"));
    var again = get("/app.js", "Accept-Encoding: gzip", "If-None-Match: " + gzip.header("ETag"));
    assertEquals(304, again.status());
    assertEquals("Accept-Encoding", again.header("Vary"));
    assertEquals(200, get("/app.js", "If-None-Match: " + gzip.header("ETag")).status());
    var part = get("/app.js", "Accept-Encoding: gzip", "Range: bytes=3-6");
    assertEquals("bytes 3-6/7", part.header("Content-Range"));
    assertEquals("gzip", part.header("Content-Encoding"));
    assertEquals("gzip", part.body());
    var itself = get("/app.js.gz", "Accept-Encoding: gzip");
    assertNull(itself.header("Content-Encoding"));
    assertEquals("application/gzip", itself.header("Content-Type"));
    assertNull(get("/letters.txt").header("Vary"));
  }

  @Test
  @DisplayName("F-42 a sibling that is older, a link or no file does not count")
  void unfitSiblings() throws Exception {
    file("old.js", "plain");
    Files.setLastModifiedTime(file("old.js.gz", "old"), FileTime.from(CHANGED.minusSeconds(1)));
    file("near.js", "plain");
    Files.setLastModifiedTime(file("near.js.gz", "near"), FileTime.from(CHANGED.minusMillis(200)));
    file("link.js", "plain");
    Files.createSymbolicLink(folder.resolve("link.js.gz"), Path.of("near.js.gz"));
    file("sub.js", "plain");
    Files.createDirectory(folder.resolve("sub.js.gz"));
    assertEquals("plain", get("/old.js", "Accept-Encoding: gzip").body());
    assertEquals("near", get("/near.js", "Accept-Encoding: gzip").body());
    assertEquals("plain", get("/link.js", "Accept-Encoding: gzip").body());
    assertEquals("plain", get("/sub.js", "Accept-Encoding: gzip").body());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("F-30, F-60 two hundred random ranges of a sparse file of 4 GiB")
  void fourGibibytes(Transport transport) throws Exception {
    long size = 4L << 30;
    var path = folder.resolve("huge.bin");
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
    serve(transport, new DirectoryHandler(folder));
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
