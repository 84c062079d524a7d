package httpd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.Insight;
import httpd.route.Route;
import httpd.server.answer.OpenExchange;
import httpd.server.answer.Progress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of {@code httpd ps}, and what routes are called. */
class StreamsTextTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final RouteSources SOURCES =
      new RouteSources(List.of(route("GET", "/x", "exec:sleep 1000000")));

  private static OpenExchange exchange(
      long id, Duration age, @Nullable String user, String target, long bytes, long behind) {
    var progress = new Progress(Progress.State.WAITING_FOR_LINE, 7, bytes, Insight.behind(behind));
    var client = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 1234);
    return new OpenExchange(
        id, NOW.minus(age), client, user, "GET", target, "/x", "HTTP/1.1", 200, 90_000, progress);
  }

  @Test
  @DisplayName("AD-40 columns are aligned, ages and sizes short, and unknown values a hyphen")
  void table() {
    var text =
        StreamsText.of(
            List.of(
                exchange(7, Duration.ofSeconds(9), "ada", "/log", 100, 0),
                exchange(1234, Duration.ofHours(50), null, "/h?topic=x", 5_000_000, -1)),
            SOURCES,
            NOW,
            0);
    assertEquals(
        """
          ID    AGE  CLIENT          USER  TARGET      ROUTE  STATE                   LINES  BYTES  LAG  SOURCE
           7     9s  192.0.2.7:1234  ada   /log        /x     waiting-for-line 1m30s      7    100    0  exec:sleep 1000000
        1234  2d02h  192.0.2.7:1234  -     /h?topic=x  /x     waiting-for-line 1m30s      7   4.8M    -  exec:sleep 1000000
        """,
        text);
  }

  @Test
  @DisplayName(
      "AD-40 without users there is no column for them, and without streams a heading alone")
  void empty() {
    var text = StreamsText.of(List.of(), SOURCES, NOW, 0);
    assertEquals("ID  AGE  CLIENT  TARGET  ROUTE  STATE  LINES  BYTES  LAG  SOURCE\n", text);
  }

  @Test
  @DisplayName(
      "AD-40.1 a line is at most as long as asked: the source is cut first and left out, then the"
          + " target, the route and the client are cut")
  void narrow() {
    var exchanges = List.of(exchange(7, Duration.ofSeconds(9), null, "/" + "a".repeat(300), 1, 0));
    for (int width : List.of(20, 60, 80, 100, 200)) {
      StreamsText.of(exchanges, SOURCES, NOW, width)
          .lines()
          .forEach(line -> assertTrue(line.length() <= width, line));
    }
    var line = StreamsText.of(exchanges, SOURCES, NOW, 97).lines().toList().get(1);
    assertTrue(line.contains("192.0.2.7:1234") && line.contains("aaa…  /x     waiting"), line);
    var ordinary = List.of(exchange(7, Duration.ofSeconds(9), null, "/log", 1, 0));
    int whole = second(ordinary, 0).length();
    assertTrue(second(ordinary, whole).endsWith("  0  exec:sleep 1000000"));
    assertTrue(second(ordinary, whole - 6).endsWith("  0  exec:sleep …"));
    assertTrue(second(ordinary, whole - 7).endsWith("  0"));
    int beside = whole - 6 - "TARGET".length() + 24;
    assertTrue(second(exchanges, beside).contains("a…  /x "));
    assertTrue(second(exchanges, beside).endsWith("  0  exec:sleep …"));
    assertTrue(second(exchanges, beside - 1).endsWith("  0"));
    assertFalse(StreamsText.of(exchanges, SOURCES, NOW, 60).contains("192.0.2.7:1234"));
  }

  private static String second(List<OpenExchange> exchanges, int width) {
    return StreamsText.of(exchanges, SOURCES, NOW, width).lines().toList().get(1);
  }

  @Test
  @DisplayName("AD-40.2 what clients have sent stays one line without control characters")
  void hostile() {
    var hostile = exchange(1, Duration.ZERO, "a\u001b[2Jb\n", "/\u001b]0;x\u0007\n\u009b", 1, 0);
    var text = StreamsText.of(List.of(hostile), SOURCES, NOW, 0);
    assertEquals(2, text.lines().count());
    assertTrue(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f) || c > 0x9f), text);
  }

  @Test
  @DisplayName("AD-10.1 the kind of a route is the word before its colon, without prefixes")
  void kinds() {
    assertEquals("tail", RouteSources.kind("tail:a+b:c.log"));
    assertEquals("exec", RouteSources.kind("sse+shared+exec:echo a+b:c"));
    assertEquals("http", RouteSources.kind("http://127.0.0.1:9000/a+b"));
    assertEquals("hub", RouteSources.kind("hub:"));
    assertEquals("admin", RouteSources.kind("admin"));
  }

  @Test
  @DisplayName(
      "AD-10.1 a route is found by its pattern and its method, also if its handler has routes")
  void routes() {
    var sources =
        new RouteSources(
            List.of(
                route("GET", "/x", "hub:"),
                route("POST", "/x", "exec:y"),
                route("GET", "/a/", "java:A.java"),
                route("GET", "/", "dir:.")));
    assertEquals("hub:", sources.of("HEAD", "/x"));
    assertEquals("exec:y", sources.of("POST", "/x"));
    assertEquals("java:A.java", sources.of("GET", "/a/b/{c}"));
    assertEquals("dir:.", sources.of("GET", "/b"));
    assertEquals(null, sources.of("GET", null));
    assertEquals(null, sources.of("PUT", "/x"));
  }

  private static Route route(String method, String pattern, String name) {
    return Route.of(
        Set.of(method),
        pattern,
        new Handler() {
          @Override
          public Response handle(Request request) {
            return Response.status(204);
          }

          @Override
          public String toString() {
            return name;
          }
        });
  }
}
