package httpd.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": reading. */
@ParameterizedClass
@EnumSource(StreamEngine.class)
class ReadStreamsTest extends StreamsCase {

  private static final String CACHED = "public, max-age=60, stale-while-revalidate=300";

  @Test
  @DisplayName("DS-40 the whole stream, what follows an offset, and nothing for now")
  void offsets() throws Exception {
    create("a", TEXT, "one");
    var end = next(get("a"));
    post("a", TEXT, "two");
    for (var query : List.of("", "?offset=-1", "?offset=0000000000000000_0000000000000000")) {
      assertEquals("onetwo", text("a" + query));
    }
    assertEquals("two", text("a?x=y&offset=" + end));
    var now = get("a?offset=now");
    assertEquals("", now.body());
    assertEquals(next(get("a")), next(now));
    assertEquals("true", field(now, "Stream-Up-To-Date"));
    assertEquals("no-store", field(now, "Cache-Control"));
    assertEquals("", field(now, "ETag"));
    post("a", TEXT, "three");
    assertEquals("three", text("a?offset=" + next(now)));
  }

  @Test
  @DisplayName("DS-41 the end of a closed stream is told where it is reached")
  void flags() throws Exception {
    create("a", TEXT, "x");
    var open = get("a");
    assertEquals("true", field(open, "Stream-Up-To-Date"));
    assertEquals("", field(open, "Stream-Closed"));
    send("POST", "a", "", "Stream-Closed", "true");
    for (var query : List.of("", "?offset=now", "?offset=" + next(open))) {
      var closed = get("a" + query);
      assertEquals("true", field(closed, "Stream-Closed"));
      assertEquals("true", field(closed, "Stream-Up-To-Date"));
      assertEquals(next(open), next(closed));
    }
  }

  @Test
  @DisplayName("DS-42 a long stream is answered in parts of whole appends")
  void parts() throws Exception {
    create("a", JSON);
    var message = "\"" + "x".repeat(100_000) + "\"";
    for (int i = 0; i < 30; i++) {
      post("a", JSON, message);
    }
    post("a", JSON, "\"" + "y".repeat(3_000_000) + "\"", "Stream-Closed", "true");
    var all = new ArrayList<String>();
    var offset = "-1";
    boolean isClosed = false;
    while (!isClosed) {
      var part = get("a?offset=" + offset);
      assertStatus(200, part);
      assertTrue(next(part).compareTo(offset) > 0);
      all.addAll(List.of(part.body().substring(1, part.body().length() - 1).split(",")));
      isClosed = field(part, "Stream-Closed").equals("true");
      assertEquals(isClosed ? "true" : "", field(part, "Stream-Up-To-Date"));
      offset = next(part);
    }
    assertEquals(31, all.size());
    assertTrue(all.subList(0, 30).stream().allMatch(message::equals));
    assertEquals(3_000_002, all.getLast().length());
  }

  @Test
  @DisplayName("DS-43 offsets sort as text")
  void order() throws Exception {
    create("a", TEXT);
    var before = next(get("a"));
    for (int i = 0; i < 120; i++) {
      var after = next(post("a", TEXT, "x"));
      assertTrue(after.compareTo(before) > 0, before + " " + after);
      assertTrue(after.matches("[0-9a-z_]{1,40}"), after);
      before = after;
    }
  }

  @Test
  @DisplayName("DS-44 an offset that cannot be one of this stream is a 400")
  void invalidOffsets() throws Exception {
    create("a", TEXT, "x");
    create("b", TEXT, "x", "y", "z");
    var end = next(get("a"));
    var beyond = end.substring(0, end.length() - 1) + "9";
    for (var offset :
        List.of(
            "",
            "x",
            "1",
            "-2",
            "NOW",
            "a,b",
            "a%20b",
            "..%2F",
            end + "0",
            "%00",
            beyond,
            next(get("b")),
            "9999999999999999_9999999999999999",
            end + "&offset=" + end)) {
      for (var live : List.of("", "&live=long-poll", "&live=sse")) {
        assertStatus(400, get("a?offset=" + offset + live));
      }
    }
  }

  @Test
  @DisplayName("DS-45 the entity tag is that of the part, and changes when the stream is closed")
  void entityTags() throws Exception {
    create("a", TEXT, "x");
    var tag = field(get("a"), "ETag");
    var same = get("a", "If-None-Match", "W/\"z\", " + tag);
    assertStatus(304, same);
    assertEquals("", same.body());
    assertEquals(next(get("a")), next(same));
    assertStatus(200, get("a", "If-None-Match", "\"z\""));
    assertStatus(412, get("a", "If-Match", "\"z\""));
    send("POST", "a", "", "Stream-Closed", "true");
    var closed = get("a", "If-None-Match", tag);
    assertStatus(200, closed);
    assertEquals("true", field(closed, "Stream-Closed"));
    delete("a");
    create("a", TEXT, "x");
    assertNotEquals(tag, field(get("a"), "ETag"));
  }

  @Test
  @DisplayName("DS-46 caches keep what does not change, privately what a user got")
  void caches() throws Exception {
    create("a", TEXT, "x");
    assertEquals(CACHED, field(get("a"), "Cache-Control"));
    assertEquals(
        CACHED.replace("public", "private"),
        field(get("a", "Authorization", "Bearer x"), "Cache-Control"));
    assertEquals(
        CACHED.replace("public", "private"), field(get("a", "Cookie", "a=b"), "Cache-Control"));
    var end = "a?offset=" + next(get("a"));
    assertEquals("no-cache", field(get(end), "Cache-Control"));
    send("POST", "a", "", "Stream-Closed", "true");
    assertEquals(CACHED, field(get(end), "Cache-Control"));
    put("b", TEXT, "x", "Stream-TTL", "60");
    assertTrue(field(get("b"), "Cache-Control").startsWith("no-cache"));
  }

  @Test
  @DisplayName("DS-47 HEAD tells what a stream is")
  void head() throws Exception {
    put("a", JSON, "[1]", "Stream-TTL", "60", "Stream-Closed", "true");
    var head = head("a");
    assertStatus(200, head);
    assertEquals(JSON, field(head, "Content-Type"));
    assertEquals(next(get("a")), next(head));
    assertEquals("60", field(head, "Stream-TTL"));
    assertEquals("true", field(head, "Stream-Closed"));
    assertEquals("no-store", field(head, "Cache-Control"));
    put("b", TEXT, "", "Stream-Expires-At", "2035-01-01T00:00:00Z");
    assertEquals("2035-01-01T00:00:00Z", field(head("b"), "Stream-Expires-At"));
    assertEquals("", field(head("b"), "Stream-Closed"));
    assertStatus(404, head("c"));
  }
}
