package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.testing.EventStreamParser;
import httpd.testing.EventStreamParser.Event;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Hubs". */
class HubHandlerTest {

  private final HubHandler hub = new HubHandler("hub:", 10, 100, Presentation.DEFAULT);

  private Response post(String target, String body) throws Exception {
    return hub.handle(Request.post(target, body));
  }

  private Response postJson(String json) throws Exception {
    return hub.handle(Request.post("/", json).withHeader("Content-Type", "application/json"));
  }

  private static Request room(Request request, String name) {
    return request.withParams(Map.of("room", name));
  }

  private static String id(Response response) {
    assertEquals(201, response.status());
    var id = response.headers().get("Httpd-Event-Id");
    assertEquals(new Body.Text(id + "\n"), response.body());
    return id;
  }

  private byte[] bytes(Request request) throws Exception {
    var stream = new ByteArrayOutputStream();
    try (LineSource source = ((Body.Lines) hub.handle(request).body()).source()) {
      while (source.poll(() -> {}) instanceof Line line) {
        byte[] bytes = new byte[line.length()];
        line.copyTo(bytes, 0);
        stream.writeBytes(bytes);
      }
    }
    return stream.toByteArray();
  }

  private String text(Request request) throws Exception {
    return new String(bytes(request), UTF_8);
  }

  private EventStreamParser events(Request request) throws Exception {
    return EventStreamParser.of(bytes(request));
  }

  @Test
  @DisplayName(
      "K-50 a text is one event without its last line end; its id is in the response"
          + " and in the event")
  void text() throws Exception {
    var one = id(post("/", "hello"));
    var two = id(hub.handle(Request.of("PUT", "/", "two\nlines\n")));
    var three = id(post("/", ""));
    assertEquals(
        List.of(
            new Event("message", "hello", one),
            new Event("message", "two\nlines", two),
            new Event("message", "", three)),
        events(Request.get("/?as=sse")).events());
    assertEquals("hello\ntwo\nlines\n\n", text(Request.get("/")));
  }

  @Test
  @DisplayName("K-51 with ?lines each line is an event; no line is a 204")
  void lines() throws Exception {
    var last = id(post("/?lines", "a\r\nb\nc"));
    var events = events(Request.get("/?as=sse")).events();
    assertEquals(List.of("a", "b", "c"), events.stream().map(Event::data).toList());
    assertEquals(last, events.getLast().lastEventId());
    assertEquals(204, post("/?lines", "").status());
  }

  @Test
  @DisplayName("K-52 JSON has event, id, data and retry; data that is no string is JSON itself")
  void json() throws Exception {
    assertEquals(
        "7", id(postJson("{\"event\":\"move\",\"id\":\"7\",\"data\":\"e2\\ne4\",\"retry\":1500}")));
    var own = id(postJson(" { \"data\" : {\"a\": [1, -2.5e3, null, true, {}]} , \"id\":null}\n"));
    var escapes = id(postJson("{\"data\":\"\\u00e4\\\"\\\\\\/\\b\\f\\r\\t\\uD83D\\uDE00\"}"));
    var parsed = events(Request.get("/?as=sse"));
    assertEquals(
        List.of(
            new Event("move", "e2\ne4", "7"),
            new Event("message", "{\"a\": [1, -2.5e3, null, true, {}]}", own),
            new Event("message", "ä\"\\/\b\f\n\t\uD83D\uDE00", escapes)),
        parsed.events());
    assertEquals(1500, parsed.reconnectionTime());
    var resumed = events(Request.get("/?as=sse").withHeader("Last-Event-ID", "7")).events();
    assertEquals(parsed.events().subList(1, 3), resumed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "x",
        "null",
        "\"x\"",
        "{\"data\":\"x\"",
        "{\"data\":\"x\"}}",
        "{\"data\":\"x\",}",
        "{\"data\":\"x\",\"what\":1}",
        "{\"data\":}",
        "{\"data\":x}",
        "{\"data\":\"\\x\"}",
        "{\"data\":\"\\u12\"}",
        "{\"data\":\"a\nb\"}",
        "{\"data\":01}",
        "{\"data\":\"x\",\"retry\":-1}",
        "{\"data\":\"x\",\"retry\":\"1\"}",
        "{\"data\":\"x\",\"retry\":1.5}",
        "{\"data\":\"x\",\"id\":1}",
        "{\"data\":\"x\",\"id\":\"\"}",
        "{\"data\":\"x\",\"id\":\"ä\"}",
        "{\"data\":\"x\",\"id\":\" a\"}",
        "{\"data\":\"x\",\"id\":\"a\\n\"}",
        "{\"data\":\"x\",\"event\":\"a\\nb\"}",
        "{\"data\":\"x\",\"event\":\"\"}",
        "{data:1}",
        "{\"data\":[1,]}",
        "{\"data\":{\"a\"}}"
      })
  @DisplayName("K-52 what is no event is a 400 that says why, and is not in the log")
  void noEvent(String json) throws Exception {
    var refused = assertThrows(HttpException.class, () -> postJson(json));
    assertEquals(400, refused.status());
    assertEquals(List.of(), events(Request.get("/?as=sse")).events());
  }

  @Test
  @DisplayName("K-52 values that lie too deep are refused, not an overflow of the stack")
  void deep() {
    var refused =
        assertThrows(HttpException.class, () -> postJson("{\"data\":" + "[".repeat(100_000)));
    assertEquals(400, refused.status());
  }

  @Test
  @DisplayName(
      "K-53 an id that one can come back with is a 409; once it is dropped it may come again")
  void sameId() throws Exception {
    id(postJson("{\"id\":\"a\",\"data\":1}"));
    var refused = assertThrows(HttpException.class, () -> postJson("{\"id\":\"a\",\"data\":2}"));
    assertEquals(409, refused.status());
    for (int i = 0; i < 11; i++) {
      post("/", "x");
    }
    assertEquals("a", id(postJson("{\"id\":\"a\",\"data\":3}")));
    assertEquals(
        "reset", events(Request.get("/?as=sse&last-event-id=gone")).events().getFirst().type());
    assertEquals(List.of(), events(Request.get("/?as=sse&last-event-id=a")).events());
  }

  @Test
  @DisplayName("K-53 an id cannot pretend to be one that the log gives itself")
  void pretended() throws Exception {
    var own = id(post("/", "x")).replaceFirst("-.*", "-2");
    var refused =
        assertThrows(HttpException.class, () -> postJson("{\"id\":\"" + own + "\",\"data\":1}"));
    assertEquals(400, refused.status());
  }

  @Test
  @DisplayName("K-54 more than 1 MiB is a 413, and not in the log")
  void tooLarge() throws Exception {
    var refused =
        assertThrows(HttpException.class, () -> post("/", "x".repeat(Request.LONGEST_TEXT + 1)));
    assertEquals(413, refused.status());
    assertEquals(List.of(), events(Request.get("/?as=sse")).events());
    id(post("/", "x".repeat(Request.LONGEST_TEXT)));
  }

  @Test
  @DisplayName("K-55 each value of the path's names is a topic of its own")
  void rooms() throws Exception {
    hub.handle(room(Request.post("/", "for a"), "a"));
    hub.handle(room(Request.post("/", "for b"), "b"));
    assertEquals("for a\n", text(room(Request.get("/"), "a")));
    assertEquals("for b\n", text(room(Request.get("/"), "b")));
    assertEquals("", text(room(Request.get("/"), "c")));
  }

  @ParameterizedTest
  @CsvSource({"DELETE", "PATCH"})
  @DisplayName("K-58 GET listens, POST and PUT publish, all else is a 405")
  void methods(String method) throws Exception {
    var refused = assertThrows(HttpException.class, () -> hub.handle(Request.of(method, "/", "")));
    assertEquals(405, refused.status());
    assertEquals("GET, HEAD, POST, PUT", refused.headers().get("Allow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"60001", "86400000", "9223372036854775808", "99999999999999999999"})
  @DisplayName("K-140 a publisher's retry is at most a minute; more is a 400 that names the bound")
  void longRetry(String millis) throws Exception {
    var json = "{\"data\":\"x\",\"retry\":" + millis + "}";
    var refused = assertThrows(HttpException.class, () -> postJson(json));
    assertEquals(400, refused.status());
    assertTrue(refused.getMessage().contains("at most 60000"), refused.getMessage());
    id(postJson("{\"data\":\"x\",\"retry\":60000}"));
    assertEquals(60_000, events(Request.get("/?as=sse")).reconnectionTime());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "ping", "\\u0072eset"})
  @DisplayName("K-141 the types of the server's own events are refused")
  void ownTypes(String type) throws Exception {
    var json = "{\"data\":\"x\",\"event\":\"" + type + "\"}";
    var refused = assertThrows(HttpException.class, () -> postJson(json));
    assertEquals(400, refused.status());
    assertTrue(refused.getMessage().contains("the server's own"), refused.getMessage());
    assertEquals(List.of(), events(Request.get("/?as=sse")).events());
    id(postJson("{\"data\":\"x\",\"event\":\"Reset\"}"));
  }
}
