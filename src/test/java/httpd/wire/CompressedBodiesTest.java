package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.NonBlocking;
import httpd.Response;
import httpd.file.DirectoryHandler;
import httpd.testing.InflatedAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strings, bytes and files in a content coding. */
class CompressedBodiesTest extends WireTest {

  private static final String TEXT = "a line of a text\n".repeat(1000);

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private URI uri;

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private void serveAt(Handler handler) throws IOException {
    uri = serve(handler).uri();
  }

  private HttpResponse<byte[]> ask(String path, String... fields) throws Exception {
    return send("GET", path, fields);
  }

  private HttpResponse<byte[]> send(String method, String path, String... fields) throws Exception {
    var request =
        HttpRequest.newBuilder(uri.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (fields.length > 0) {
      request.headers(fields);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  private static String unzipped(HttpResponse<byte[]> response) throws IOException {
    assertEquals("gzip", field(response, "Content-Encoding"));
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  @Test
  @DisplayName("Z-60 a text is compressed as a whole, and Z-21 sent with its length")
  void text() throws Exception {
    serveAt(request -> Response.text(TEXT));
    var answer = ask("/", "Accept-Encoding", "gzip");
    assertEquals(TEXT, unzipped(answer));
    assertEquals(String.valueOf(answer.body().length), field(answer, "Content-Length"));
    var plain = ask("/");
    assertEquals(TEXT, new String(plain.body(), UTF_8));
    assertNull(field(plain, "Content-Encoding"));
    assertEquals("Accept-Encoding", field(plain, "Vary"));
  }

  @Test
  @DisplayName("Z-60 the event loop compresses a short text of a handler that does not block")
  void nonBlocking() throws Exception {
    serveAt((NonBlocking) request -> Response.text(TEXT));
    var answer = ask("/", "Accept-Encoding", "gzip");
    assertEquals(TEXT, unzipped(answer));
    assertEquals(String.valueOf(answer.body().length), field(answer, "Content-Length"));
  }

  @Test
  @DisplayName("Z-61 a long text is compressed while it is sent")
  void longText() throws Exception {
    var text = "ein Text mit Umlauten: äöü, und 𝄞\n".repeat(100_000);
    serveAt(request -> Response.text(text));
    var answer = ask("/", "Accept-Encoding", "gzip");
    assertNull(field(answer, "Content-Length"));
    assertEquals(text, unzipped(answer));
  }

  @Test
  @DisplayName("Z-61 a long text of a handler that does not block is not the event loop's work")
  void longTextNonBlocking() throws Exception {
    var bytes = TEXT.repeat(10).getBytes(UTF_8);
    serveAt((NonBlocking) request -> Response.bytes(bytes, "text/plain"));
    var answer = ask("/", "Accept-Encoding", "gzip");
    assertNull(field(answer, "Content-Length"));
    assertEquals(TEXT.repeat(10), unzipped(answer));
  }

  @Test
  @DisplayName("Z-23 HEAD has the fields of GET")
  void head() throws Exception {
    Files.writeString(folder.resolve("a.txt"), TEXT);
    var files = new DirectoryHandler(folder);
    serveAt(
        request -> request.path().startsWith("/a") ? files.handle(request) : text(request.path()));
    for (var path : new String[] {"/a.txt", "/whole", "/lines"}) {
      for (var coding : new String[] {"gzip", "deflate;q=0.5", "br", "identity"}) {
        var get = ask(path, "Accept-Encoding", coding);
        var head = send("HEAD", path, "Accept-Encoding", coding);
        for (var name :
            new String[] {
              "Content-Encoding",
              "Content-Length",
              "Vary",
              "ETag",
              "Accept-Ranges",
              "Transfer-Encoding",
              "Content-Type"
            }) {
          assertEquals(field(get, name), field(head, name), path + " " + coding + " " + name);
        }
        assertEquals(0, head.body().length);
      }
    }
  }

  private static Response text(String path) {
    return path.equals("/whole")
        ? Response.text(TEXT).withHeader("ETag", "\"1\"")
        : Response.lines(TEXT.lines());
  }

  @Test
  @DisplayName("Z-61 a file is compressed while it is sent; Z-22 its tag is weak, and known again")
  void file() throws Exception {
    var text = new StringBuilder();
    var random = new Random(14);
    for (int i = 0; i < 100_000; i++) {
      text.append(random.nextInt(1000)).append(' ').append(i).append('\n');
    }
    Files.writeString(folder.resolve("a.log"), text);
    serveAt(new DirectoryHandler(folder));
    var plain = ask("/a.log");
    var tag = field(plain, "ETag");
    assertEquals(text.toString(), new String(plain.body(), UTF_8));
    assertEquals("bytes", field(plain, "Accept-Ranges"));
    var answer = ask("/a.log", "Accept-Encoding", "gzip");
    assertEquals("W/" + tag, field(answer, "ETag"));
    assertNull(field(answer, "Accept-Ranges"));
    assertEquals(text.toString(), unzipped(answer));
    var again = ask("/a.log", "Accept-Encoding", "gzip", "If-None-Match", "W/" + tag);
    assertEquals(304, again.statusCode());
    assertEquals("W/" + tag, field(again, "ETag"));
    assertEquals("Accept-Encoding", field(again, "Vary"));
    assertEquals(tag, field(ask("/a.log", "If-None-Match", tag), "ETag"));
  }

  @Test
  @DisplayName("Z-6 a part of a file is not compressed, nor is a file that is asked for with Range")
  void range() throws Exception {
    Files.writeString(folder.resolve("a.txt"), TEXT);
    serveAt(new DirectoryHandler(folder));
    var part = ask("/a.txt", "Accept-Encoding", "gzip", "Range", "bytes=0-3");
    assertEquals(206, part.statusCode());
    assertEquals("a li", new String(part.body(), UTF_8));
    assertNull(field(part, "Content-Encoding"));
    var tag = field(ask("/a.txt", "Accept-Encoding", "gzip"), "ETag");
    var whole = ask("/a.txt", "Accept-Encoding", "gzip", "Range", "bytes=0-3", "If-Range", tag);
    assertEquals(200, whole.statusCode());
    assertEquals(TEXT, new String(whole.body(), UTF_8));
  }

  @Test
  @DisplayName("Z-62 a file that becomes shorter while it is compressed is a cut")
  void truncated() throws Exception {
    var path = folder.resolve("a.bin");
    var bytes = new byte[8 * 1024 * 1024];
    new Random(14).nextBytes(bytes);
    Files.write(path, bytes);
    serve(request -> Response.file(path).withType("text/plain"));
    var client = connect(4096);
    var answer = InflatedAnswer.get(client, "/", "gzip");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(1024 * 1024);
    }
    assertTrue(answer.isCut());
  }

  @Test
  @DisplayName("Z-62 a client that goes has its file closed")
  void clientGone() throws Exception {
    var path = folder.resolve("a.bin");
    var bytes = new byte[8 * 1024 * 1024];
    new Random(14).nextBytes(bytes);
    Files.write(path, bytes);
    var opened = new java.util.concurrent.CompletableFuture<FileChannel>();
    serve(request -> {
      var response = Response.file(path).withType("text/plain");
      opened.complete(((httpd.Body.File) response.body()).channel());
      return response;
    });
    var client = connect(4096);
    InflatedAnswer.get(client, "/", "gzip");
    client.reset();
    httpd.testing.Eventually.holds("closed", () -> !opened.join().isOpen());
  }

  @Test
  @DisplayName("Z-8 off: nothing is compressed, and nothing varies")
  void off() throws Exception {
    uri = serve(config().withCompress(false), request -> text(request.path())).uri();
    for (var path : new String[] {"/whole", "/lines"}) {
      var answer = ask(path, "Accept-Encoding", "gzip");
      assertNull(field(answer, "Content-Encoding"));
      assertFalse(answer.headers().map().containsKey("Vary"));
      assertEquals(TEXT, new String(answer.body(), UTF_8));
    }
  }

  @Test
  @DisplayName("Z-2.2 Z-6 sent unchanged: to HTTP/1.0, and if no coding is acceptable")
  void unchanged() throws Exception {
    serveAt(request -> Response.lines(TEXT.lines()));
    var old = connect().send("GET / HTTP/1.0\nAccept-Encoding: gzip\n\n").readAll();
    assertTrue(old.endsWith("a line of a text␊"), old);
    assertTrue(old.contains("Vary: Accept-Encoding\n"));
    assertEquals(TEXT, new String(ask("/", "Accept-Encoding", "identity;q=0").body(), UTF_8));
  }
}
