package httpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.Eventually;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** what a handler reads of a request. */
class RequestTest {

  private static final Key<String> USER = Key.of("user");

  record Item(String name, int count) {}

  private static Request form(String body) {
    return Request.post("/", body).withHeader("Content-Type", "application/x-www-form-urlencoded");
  }

  private static void refuses(int status, String message, ThrowingCall call) {
    var refused = assertThrows(HttpException.class, call::run);
    assertEquals(status, refused.status());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  private interface ThrowingCall {
    void run() throws Exception;
  }

  @Test
  @DisplayName("Q-2 bytes() gives the body unchanged, each time, also of a copy")
  void bytes() throws Exception {
    byte[] all = "a\r\nb\n\0ÿ".getBytes(ISO_8859_1);
    var request = Request.get("/").withBody(RequestContent.of(all));
    byte[] first = request.bytes(100);
    assertArrayEquals(all, first);
    first[0] = 'x';
    assertArrayEquals(all, request.withHeader("X-Tag", "1").bytes(8));
  }

  @Test
  @DisplayName("Q-2.4 the bytes of a body are garbage with its request, although the body is not")
  void garbage() throws Exception {
    var body = RequestContent.of(new byte[10]);
    var bytes = new WeakReference<>(new WholeBody(body).read("bytes()", 10));
    Eventually.holds(
        "the bytes are gone",
        () -> {
          System.gc();
          return bytes.refersTo(null);
        });
    assertNotNull(body);
  }

  @Test
  @DisplayName("Q-2 a body longer than the limit of bytes() is a 413, also when it was read before")
  void bytesLimit() throws Exception {
    refuses(413, "longer than 2 bytes", () -> Request.post("/", "abc").bytes(2));
    var request = Request.post("/", "abc");
    request.bytes(3);
    refuses(413, "longer than 2 bytes", () -> request.bytes(2));
  }

  @Test
  @DisplayName("Q-2 bytes() after lines(), and stream() after text(), are errors that say so")
  void onceOnly() throws Exception {
    var lines = Request.post("/", "a\nb");
    lines.lines().next();
    var twice = assertThrows(IllegalStateException.class, () -> lines.bytes(10));
    assertTrue(twice.getMessage().startsWith("bytes() after lines()"), twice.getMessage());
    var text = Request.post("/", "a");
    text.text();
    var late = assertThrows(IllegalStateException.class, text::stream);
    assertTrue(late.getMessage().startsWith("stream() after text()"), late.getMessage());
  }

  @Test
  @DisplayName("Q-3 stream() gives the bytes of the body, and its close releases the body")
  void stream() throws Exception {
    var queue = new LineQueue();
    var closed = new AtomicBoolean();
    LineSource body =
        new LineSource() {
          @Override
          public Poll poll(Runnable wake) {
            return queue.poll(wake);
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    var request = Request.get("/").withBody(body);
    queue.offer(Line.of("one"), () -> {});
    var stream = request.stream();
    assertEquals("one\n", new String(stream.readNBytes(4), UTF_8));
    queue.end();
    assertEquals(-1, stream.read());
    stream.close();
    assertTrue(closed.get());
  }

  @Test
  @DisplayName("Q-5 json() reads a record, a list of records as an array, and a map")
  void json() throws Exception {
    assertEquals(
        new Item("é", 2), Request.post("/", "{\"count\":2,\"name\":\"é\"}").json(Item.class));
    var items = Request.post("/", "[{\"name\":\"a\",\"count\":1}]").json(Item[].class);
    assertEquals(List.of(new Item("a", 1)), List.of(items));
    assertEquals(Map.of("a", 1), Request.post("/", "{\"a\":1}").json(Map.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{\"name\":      ! line 1, column",
        "{\"nam\":\"a\"} ! line 1, column 2: \"nam\" is not expected here",
        "{\"count\":\"1\"} ! line 1, column 10: \"count\" has another type than expected",
        "null            ! line 1, column 1",
        "''              ! line 1, column 1",
      })
  @DisplayName("Q-5 what is not JSON of the type is a 400 that names line and column")
  void invalidJson(String body, String message) {
    refuses(400, message, () -> Request.post("/", body).json(Item.class));
  }

  @Test
  @DisplayName("Q-5 JSON longer than the limit of a body is a 413")
  void longJson() {
    var body = "\"" + "x".repeat(Request.LONGEST_TEXT) + "\"";
    refuses(413, "longer than", () -> Request.post("/", body).json(String.class));
  }

  @Test
  @DisplayName("Q-13 a copy has the changes, the same body and values; the original has none")
  void copies() throws Exception {
    var original = Request.of("POST", "/a?b=c", "body").withHeader("X-Tag", "1");
    var copy =
        original.with(USER, "ada").withPath("/d").withHeader("X-Other", "2").without("X-Tag");
    assertEquals("POST /d?b=c", copy.toString());
    assertEquals(Headers.of("X-Other", "2"), copy.headers());
    assertEquals("ada", copy.value(USER));
    assertEquals("body", copy.text());
    assertEquals("body", original.text());
    assertNull(original.value(USER));
    assertNull(copy.value(Key.<String>of("user")));
    assertSame(Client.NONE, copy.client());
    assertEquals("other", copy.withBody("other").text());
  }

  @Test
  @DisplayName("Q-15 a form gives its fields decoded, in order, repeated ones too; %00 stays NUL")
  void forms() throws Exception {
    var fields = form("a=1+2&b=%C3%A9%00&a=%26&c&=x&é=Ã©").form();
    assertEquals(List.of("1 2", "&"), fields.all("a"));
    assertEquals("é\0", fields.get("b"));
    assertEquals("", fields.get("c"));
    assertEquals("x", fields.get(""));
    assertEquals("Ã©", fields.get("é"));
    assertNull(fields.get("d"));
    assertEquals(List.of("a", "b", "c", "", "é"), List.copyOf(fields.asMap().keySet()));
  }

  @ParameterizedTest
  @CsvSource({"a=%", "a=%4", "a=%zz", "%=a", "a=1&b=%ff", "a=%C3"})
  @DisplayName("Q-15 a bad escape in a form is a 400")
  void badForm(String body) {
    refuses(400, "%", () -> form(body).form().get("a"));
  }

  @Test
  @DisplayName("Q-15 a body of another type is not a form: 415")
  void noForm() {
    refuses(415, "x-www-form-urlencoded", () -> Request.post("/", "a=b").form());
    var multipart =
        Request.post("/", "").withHeader("Content-Type", "multipart/form-data; boundary=x");
    refuses(415, "x-www-form-urlencoded", multipart::form);
  }

  @ParameterizedTest
  @CsvSource({
    "a=1; b=2,     a, 1",
    "a=1; b=2,     b, 2",
    "'b=\"x y\"',  b, x y",
    "a=1;a=2,      a, 1",
    "a =1,         a, 1",
    "ab=1,         b,",
    "a,            a,",
    "a=b=c,        a, b=c",
    "A=1,          a,",
  })
  @DisplayName("Q-16 cookie() gives the first value of a name, without quotation marks")
  void cookies(String header, String name, String value) {
    assertEquals(value, Request.get("/").withHeader("Cookie", header).cookie(name));
  }
}
