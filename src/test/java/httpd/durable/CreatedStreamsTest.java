package httpd.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.topic.Append;
import httpd.topic.LogStore.Blueprint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": paths, creating, deleting. */
@ParameterizedClass
@EnumSource(StreamEngine.class)
class CreatedStreamsTest extends StreamsCase {

  private static final String CLOSED = "Stream-Closed";

  @Test
  @DisplayName("DS-1 the path below the route, decoded, is the name of a stream")
  void names() throws Exception {
    create("a/b%20c", TEXT, "x");
    assertEquals("x", text("a%2Fb%20c"));
    create("%E2%82%AC", TEXT, "euro");
    assertEquals("euro", text("%e2%82%ac"));
    assertStatus(404, get("a"));
    assertStatus(400, put("", TEXT, ""));
  }

  @Test
  @DisplayName(
      "DS-2 names that are no path within the streams are refused, __ds is not implemented")
  void invalidNames() throws Exception {
    for (var name :
        List.of("a//b", "a/", "%2e%2e/x", "a/%2E/b", "a%00", "a%0Ab", "x".repeat(1025))) {
      assertStatus(400, put(name, TEXT, ""));
      assertStatus(400, get(name));
    }
    assertStatus(201, put("x".repeat(1024), TEXT, ""));
    assertStatus(501, put("__ds/subscriptions/1", TEXT, ""));
    assertStatus(201, put("a/__ds", TEXT, ""));
  }

  @Test
  @DisplayName("DS-3 each response has fields that keep browsers from making a page of it")
  void browserFields() throws Exception {
    for (var response :
        List.of(
            put("a", "text/html", "<script>"),
            post("a", "text/html", "x"),
            get("a"),
            head("a"),
            get("a?offset=now&live=long-poll"),
            get("none"),
            get("a?offset="),
            delete("a"))) {
      assertEquals("nosniff", field(response, "X-Content-Type-Options"));
      assertEquals("cross-origin", field(response, "Cross-Origin-Resource-Policy"));
      assertTrue(field(response, "Content-Security-Policy").startsWith("sandbox"));
    }
  }

  @Test
  @DisplayName("DS-4 a page of an allowed origin reads the fields; other pages change nothing")
  void pages() throws Exception {
    create("a", TEXT, "x");
    var allowed = get("a", "Origin", "https://app.example");
    var exposed = field(allowed, "Access-Control-Expose-Headers");
    for (var name : List.of("Stream-Next-Offset", "Stream-Cursor", "Producer-Seq", "ETag")) {
      assertTrue(exposed.contains(name), exposed);
    }
    var evil = new String[] {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"};
    assertStatus(403, put("b", TEXT, "", evil));
    assertStatus(403, post("a", TEXT, "y", evil));
    assertStatus(403, send(request("a", evil).DELETE()));
    assertEquals("x", text("a"));
  }

  @Test
  @DisplayName("DS-5 other methods are a 405 that names those that are taken")
  void methods() throws Exception {
    var response = send("PATCH", "a", "");
    assertStatus(405, response);
    assertEquals("GET, HEAD, PUT, POST, DELETE", field(response, "Allow"));
  }

  @Test
  @DisplayName("DS-10 PUT creates: 201, with location, type and end")
  void create() throws Exception {
    var created = put("a", TEXT, "");
    assertStatus(201, created);
    assertEquals(uri("a").toString(), field(created, "Location"));
    assertEquals(TEXT, field(created, "Content-Type"));
    assertTrue(next(created).endsWith("_0000000000000000"), next(created));
    var untyped = send("PUT", "b", "");
    assertEquals("application/octet-stream", field(untyped, "Content-Type"));
    assertStatus(400, put("c", "text", ""));
    assertStatus(404, get("c"));
  }

  @Test
  @DisplayName(
      "DS-11 PUT again is a 200 with the same settings, a 409 with others, and adds nothing")
  void createAgain() throws Exception {
    assertStatus(201, put("a", TEXT, "x", "Stream-TTL", "60"));
    var again = put("a", TEXT, "y", "Stream-TTL", "60");
    assertStatus(200, again);
    assertEquals("x", text("a"));
    assertStatus(409, put("a", JSON, "", "Stream-TTL", "60"));
    assertStatus(409, put("a", TEXT, "", "Stream-TTL", "61"));
    assertStatus(409, put("a", TEXT, ""));
    assertStatus(409, put("a", TEXT, "", "Stream-TTL", "60", CLOSED, "true"));
    assertStatus(204, post("a", TEXT, "", CLOSED, "true"));
    assertStatus(409, put("a", TEXT, "", "Stream-TTL", "60"));
    assertStatus(200, put("a", TEXT, "", "Stream-TTL", "60", CLOSED, "TRUE"));
  }

  @Test
  @DisplayName("DS-11 the same time of expiry may be written in another way")
  void sameExpiry() throws Exception {
    assertStatus(201, put("a", TEXT, "", "Stream-Expires-At", "2035-01-01T00:00:00Z"));
    assertStatus(200, put("a", TEXT, "", "Stream-Expires-At", "2035-01-01T02:00:00+02:00"));
    assertStatus(409, put("a", TEXT, "", "Stream-Expires-At", "2035-01-01T02:00:00Z"));
  }

  @Test
  @DisplayName("DS-12 case and parameters of a type make no difference")
  void types() throws Exception {
    assertStatus(201, put("a", "Text/Plain; charset=utf-8", ""));
    assertStatus(200, put("a", TEXT, ""));
    assertStatus(204, post("a", "TEXT/PLAIN;charset=us-ascii", "x"));
    assertEquals("Text/Plain; charset=utf-8", field(get("a"), "Content-Type"));
  }

  @Test
  @DisplayName("DS-13 a body is the first content; Stream-Closed: true alone creates it closed")
  void firstContent() throws Exception {
    var closed = put("a", TEXT, "all", CLOSED, "True");
    assertStatus(201, closed);
    assertEquals("true", field(closed, CLOSED));
    assertEquals("all", text("a"));
    assertStatus(409, post("a", TEXT, "more"));
    for (var value : List.of("false", "yes", "1", "")) {
      assertEquals("", field(put("b", TEXT, "", CLOSED, value), CLOSED));
    }
  }

  @Test
  @DisplayName("DS-14 a time to live that is not a plain number, or a time, is a 400")
  void invalidLives() throws Exception {
    for (var ttl : List.of("-1", "+1", "01", "1.5", "1e3", "x", " ", "12345678901")) {
      assertStatus(400, put("a", TEXT, "", "Stream-TTL", ttl));
    }
    for (var time : List.of("tomorrow", "2030-01-01", "2030-13-01T00:00:00Z", "0")) {
      assertStatus(400, put("a", TEXT, "", "Stream-Expires-At", time));
    }
    assertStatus(
        400, put("a", TEXT, "", "Stream-TTL", "1", "Stream-Expires-At", "2035-01-01T00:00:00Z"));
    assertStatus(404, get("a"));
  }

  @Test
  @DisplayName("DS-90 DELETE removes a stream; DS-43 a later one of its name has other offsets")
  void delete() throws Exception {
    assertStatus(404, delete("a"));
    create("a", TEXT, "x", "y");
    var old = next(get("a"));
    assertStatus(204, delete("a"));
    assertStatus(404, get("a"));
    assertStatus(404, head("a"));
    assertStatus(404, post("a", TEXT, "x"));
    assertStatus(404, delete("a"));
    create("a", TEXT, "new", "stream");
    assertStatus(400, get("a?offset=" + old));
    assertEquals("newstream", text("a"));
  }

  @Test
  @DisplayName("DS-97 a topic of a hub is not a stream")
  void topics() throws Exception {
    var first = Append.of(Line.of("data: x\n"));
    var topic = store.create("news", new Blueprint(Map.of("a", "b"), null, first)).log();
    assertStatus(404, get("news"));
    assertStatus(404, post("news", TEXT, "x"));
    assertStatus(404, delete("news"));
    assertStatus(409, put("news", TEXT, ""));
    assertEquals(1, topic.state().records());
  }

  @Test
  @DisplayName("DS-6 a field that is there twice is a 400, in a PUT and in a POST")
  void repeatedFields() throws Exception {
    var puts =
        List.of(
            "Stream-TTL: 5",
            "Stream-Expires-At: 2999-01-01T00:00:00Z",
            "Stream-Closed: true",
            "Stream-Forked-From: /s/b",
            "Content-Type: text/plain");
    for (var field : puts) {
      assertTwiceIsRefused("PUT", field, "");
    }
    create("a", TEXT);
    var type = "Content-Type: text/plain\r\n";
    for (var field : List.of("Stream-Seq: 1", "Stream-Closed: true")) {
      assertTwiceIsRefused("POST", field, type);
    }
    var all = "Producer-Id: a\r\nProducer-Epoch: 0\r\nProducer-Seq: 0\r\n";
    for (var field : all.split("\r\n", -1)) {
      if (!field.isEmpty()) {
        assertTwiceIsRefused("POST", field, type + all.replace(field + "\r\n", ""));
      }
    }
    assertEquals("", text("a"));
  }

  private void assertTwiceIsRefused(String method, String field, String others) throws Exception {
    var head = method + " /s/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n";
    var twice = (field + "\r\n").repeat(2);
    try (var raw = connect()) {
      var answer = raw.sendRaw(bytes(head + others + twice + "\r\nx")).readAll();
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("is there twice"), answer);
    }
  }

  @Test
  @DisplayName("DS-7 a coded body is a 415, and creates and appends nothing")
  void codedBody() throws Exception {
    for (var method : List.of("PUT", "POST")) {
      if (method.equals("POST")) {
        create("a", TEXT);
      }
      var coded = send(method, "a", "x", "Content-Type", TEXT, "Content-Encoding", "gzip");
      assertStatus(415, coded);
      assertEquals("identity", field(coded, "Accept-Encoding"));
    }
    assertStatus(204, post("a", TEXT, "x", "Content-Encoding", "identity"));
    assertEquals("x", text("a"));
  }

  @Test
  @DisplayName("DS-14 a time that is over makes a stream that is gone; a year has four digits")
  void timeIsOver() throws Exception {
    assertStatus(201, put("a", TEXT, "x", "Stream-TTL", "0"));
    assertStatus(404, get("a"));
    assertStatus(201, put("a", TEXT, "x", "Stream-Expires-At", "1970-01-01T00:00:00Z"));
    assertStatus(404, get("a"));
    for (var year : List.of("+999999999", "-0001", "30")) {
      assertStatus(400, put("a", TEXT, "x", "Stream-Expires-At", year + "-01-01T00:00:00Z"));
    }
  }
}
