package httpd.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": forks. */
@ParameterizedClass
@EnumSource(StreamEngine.class)
class ForkedStreamsTest extends StreamsCase {

  private HttpResponse<String> fork(String source, String path, String... fields) throws Exception {
    var all = new ArrayList<>(List.of("Stream-Forked-From", "/s/" + source));
    all.addAll(List.of(fields));
    return send("PUT", path, "", all.toArray(String[]::new));
  }

  private String end(String path) throws Exception {
    return next(head(path));
  }

  @Test
  @DisplayName("DS-80 a fork begins with what its source has before the fork offset, and is open")
  void fork() throws Exception {
    create("a", TEXT, "one", "two");
    var end = end("a");
    post("a", TEXT, "three", "Stream-Closed", "true");
    var fork = fork("a", "f", "Stream-Fork-Offset", end);
    assertStatus(201, fork);
    assertEquals(end, next(fork));
    assertEquals("", field(fork, "Stream-Closed"));
    assertStatus(204, post("f", TEXT, "other"));
    assertEquals("onetwoother", text("f"));
    assertEquals("other", text("f?offset=" + end));
    assertEquals("onetwothree", text("a"));
    assertStatus(201, fork("a", "whole"));
    assertEquals("onetwothree", text("whole"));
    assertStatus(201, fork("a", "empty", "Stream-Fork-Offset", "-1"));
    assertEquals("", text("empty"));
    assertStatus(200, fork("a", "empty", "Stream-Fork-Offset", "0_0"));
    assertStatus(409, fork("a", "empty", "Stream-Fork-Offset", end));
    assertStatus(409, put("empty", TEXT, ""));
    assertStatus(409, fork("a", "a"));
  }

  @Test
  @DisplayName("DS-80 a fork of a fork of a fork: twenty levels, each with its own end")
  void chain() throws Exception {
    create("f0", JSON, "0");
    var expected = new StringBuilder("0");
    for (int i = 1; i <= 20; i++) {
      assertStatus(201, fork("f" + (i - 1), "f" + i));
      assertStatus(204, post("f" + (i - 1), JSON, "\"not in f" + i + "\""));
      assertStatus(204, post("f" + i, JSON, "" + i));
      expected.append(',').append(i);
    }
    assertEquals("[" + expected + "]", text("f20"));
    var offset = next(get("f10"));
    assertStatus(201, fork("f20", "middle", "Stream-Fork-Offset", end("f5")));
    assertEquals("[0,1,2,3,4,5,6]", text("middle"));
    assertEquals(11 + 1, text("f10").split(",").length);
    assertStatus(200, get("f20?offset=" + offset));
  }

  @Test
  @DisplayName("DS-81 a sub-offset adds messages, or bytes of the next append")
  void subOffsets() throws Exception {
    create("j", JSON, "[1,2,3]");
    var zero = new String[] {"Stream-Fork-Offset", "-1", "Stream-Fork-Sub-Offset", ""};
    zero[3] = "2";
    assertStatus(201, fork("j", "j2", zero));
    assertEquals("[1,2]", text("j2"));
    assertStatus(200, fork("j", "j2", zero));
    zero[3] = "3";
    assertStatus(409, fork("j", "j2", zero));
    assertStatus(201, fork("j", "j3", zero));
    zero[3] = "4";
    assertStatus(400, fork("j", "j4", zero));
    create("t", TEXT, "first", "second");
    zero[3] = "3";
    assertStatus(201, fork("t", "t3", zero));
    assertStatus(204, post("t3", TEXT, "!"));
    assertEquals("fir!", text("t3"));
    zero[3] = "2";
    assertStatus(201, fork("t3", "t2", zero));
    assertEquals("fi", text("t2"));
    zero[3] = "5";
    assertStatus(201, fork("t", "t5", zero));
    assertEquals("first", text("t5"));
    for (var wrong : List.of("6", "-1", "01", "x", "1.0", "9999999999")) {
      zero[3] = wrong;
      assertStatus(400, fork("t", "t6", zero));
    }
    assertStatus(400, fork("t", "t6", "Stream-Fork-Sub-Offset", "1"));
    assertStatus(404, head("t6"));
  }

  @Test
  @DisplayName("DS-82 a fork inherits type and time to live, unless it has a time of its own")
  void inheritance() throws Exception {
    put("ttl", JSON, "", "Stream-TTL", "60");
    fork("ttl", "f1");
    assertEquals(JSON, field(head("f1"), "Content-Type"));
    assertEquals("60", field(head("f1"), "Stream-TTL"));
    fork("ttl", "f2", "Stream-TTL", "9");
    assertEquals("9", field(head("f2"), "Stream-TTL"));
    fork("ttl", "f3", "Stream-Expires-At", "2035-01-01T00:00:00Z");
    assertEquals("", field(head("f3"), "Stream-TTL"));
    assertEquals("2035-01-01T00:00:00Z", field(head("f3"), "Stream-Expires-At"));
    put("at", TEXT, "", "Stream-Expires-At", "2034-01-01T00:00:00Z");
    fork("at", "f4");
    assertEquals("2034-01-01T00:00:00Z", field(head("f4"), "Stream-Expires-At"));
    clock.addAndGet(30_000);
    assertStatus(200, get("f1"));
    clock.addAndGet(40_000);
    assertStatus(410, head("ttl"));
    assertStatus(200, head("f1"));
  }

  @Test
  @DisplayName("DS-83 a fork has neither producers nor a sequence of its source")
  void writers() throws Exception {
    create("a", TEXT);
    var producer = new String[] {"Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", "0"};
    assertStatus(200, post("a", TEXT, "x", producer));
    assertStatus(204, post("a", TEXT, "y", "Stream-Seq", "z"));
    fork("a", "f");
    assertStatus(200, post("f", TEXT, "1", producer));
    assertStatus(204, post("f", TEXT, "2", "Stream-Seq", "a"));
    assertEquals("xy12", text("f"));
  }

  @Test
  @DisplayName("DS-84 forks that cannot be")
  void refusals() throws Exception {
    create("a", TEXT, "x");
    create("b", TEXT, "x", "y");
    assertStatus(404, fork("none", "f"));
    assertStatus(404, send("PUT", "f", "", "Stream-Forked-From", "/elsewhere/a"));
    assertStatus(409, fork("a", "f", "Content-Type", JSON));
    assertStatus(400, fork("a", "f", "Stream-Fork-Offset", "x"));
    assertStatus(400, fork("a", "f", "Stream-Fork-Offset", end("b")));
    assertStatus(400, put("f", TEXT, "", "Stream-Fork-Offset", "-1"));
    assertStatus(400, put("f", TEXT, "", "Stream-Fork-Sub-Offset", "0"));
    assertStatus(404, head("f"));
    assertStatus(204, delete("a"));
    assertStatus(404, head("a"));
  }

  @Test
  @DisplayName("DS-91 a source with forks is deleted softly, and goes with the last fork")
  void softDeletion() throws Exception {
    create("a", TEXT, "x");
    fork("a", "b");
    fork("b", "c");
    fork("b", "d");
    assertStatus(204, delete("a"));
    assertStatus(204, delete("b"));
    for (var path : List.of("a", "b")) {
      assertStatus(410, get(path));
      assertStatus(410, head(path));
      assertStatus(410, post(path, TEXT, "y"));
      assertStatus(410, delete(path));
      assertStatus(409, put(path, TEXT, ""));
      assertStatus(409, fork(path, "e"));
    }
    assertEquals("x", text("c"));
    assertStatus(204, delete("c"));
    assertEquals("x", text("d"));
    assertStatus(410, head("a"));
    assertStatus(204, delete("d"));
    assertStatus(404, head("b"));
    assertStatus(404, head("a"));
    assertEquals(List.of(), store.names());
    create("a", TEXT, "new");
    assertEquals("new", text("a"));
  }

  @Test
  @DisplayName("DS-91 a source without forks any more lives on")
  void lastForkGone() throws Exception {
    create("a", TEXT, "x");
    fork("a", "b");
    assertStatus(204, delete("b"));
    assertEquals("x", text("a"));
    assertStatus(204, delete("a"));
    assertStatus(404, head("a"));
  }
}
