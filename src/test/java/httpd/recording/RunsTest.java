package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": where a run is found, and how it ends. */
class RunsTest extends RecordingFixture {

  @Test
  @DisplayName("RC-4 RC-10 RC-11 RC-12 a line leaves at once; the Location has the whole run")
  void wholeRun() throws Exception {
    var first = get("/count");
    assertEquals(200, first.status());
    assertTrue(location(first).matches("/count\\?run=[0-9a-z]{25}"), location(first));
    var run = location(first).substring("/count?run=".length());
    assertEquals(run + "-0", position(first));
    assertEquals("running", first.headers().get("Httpd-Run"));

    var reader = body(first);
    sources.getFirst().say("one");
    assertEquals("one", Take.line(reader));
    sources.getFirst().say("two");
    assertEquals("two", Take.line(reader));
    reader.close();

    var second = body(get(location(first)));
    assertEquals("one", Take.line(second));
    sources.getFirst().say("three").end();
    assertEquals("two\nthree\nEND", all(second));
    is("ended", location(first));
    assertEquals("one\ntwo\nthree\nEND", all(get(location(first))));
    assertEquals(1, sources.size());
  }

  @Test
  @DisplayName("RC-13 after=RUN-BYTES continues after so many bytes, also at the first URL")
  void afterBytes() throws Exception {
    var first = get("/count");
    sources.getFirst().say("one", "two").piece("thr").piece("ee\r\n").end();
    is("ended", location(first));
    var run = location(first).substring("/count?run=".length());
    var whole = "one\ntwo\nthree\r\n";
    for (int from = 0; from <= whole.length(); from++) {
      assertEquals(whole.substring(from) + "END", all(get("/count?after=" + run + "-" + from)));
      var named = get(location(first) + "&after=" + run + "-" + from);
      assertEquals(run + "-" + from, position(named));
      assertEquals(whole.substring(from) + "END", all(named));
    }
    assertEquals(410, get("/count?after=" + run + "-99").status());
    assertEquals(
        "three\r\nEND", all(get(location(first) + "&last=1")).replace("ee\r\nEND", "three\r\nEND"));
    assertEquals(1, sources.size());
  }

  @Test
  @DisplayName("RC-14 RC-22 an event stream continues after its last event, and ends with 204")
  void eventStream() throws Exception {
    var first = events("/count", null);
    sources.getFirst().say("one", "two");
    var reader = body(first);
    assertEquals("id: " + position(first) + "\n", Take.line(reader));
    var run = location(first).substring("/count?run=".length());
    assertEquals("id: " + run + "-4\ndata: one\n", Take.line(reader));
    reader.close();

    var again = body(events("/count", run + "-4"));
    assertEquals("id: " + run + "-4\n", Take.line(again));
    assertEquals("id: " + run + "-8\ndata: two\n", Take.line(again));
    sources.getFirst().end();
    var repeated =
        Request.post("/count", "as before")
            .withHeader("Accept", "text/event-stream")
            .withHeader("Last-Event-ID", run + "-4");
    var post = handler.handle(repeated);
    assertEquals(run + "-4", position(post));
    assertEquals("id: %1$s-4\n\nid: %1$s-8\ndata: two\n\nEND".formatted(run), all(post));
    assertEquals("END", all(again));
    is("ended", location(first));
    var over = events("/count", run + "-8");
    assertEquals(204, over.status());
    assertEquals(location(first), location(over));
    assertEquals(1, sources.size());
  }

  @Test
  @DisplayName("RC-21 RC-22 a failure cuts all readers after the last line, and later ones")
  void failure() throws Exception {
    var first = get("/count");
    var reader = body(first);
    sources.getFirst().say("one").fail("no more");
    assertEquals("one\nFAILED the run failed: no more", all(reader));
    is("failed", location(first));
    assertEquals("one\nFAILED the run failed: no more", all(get(location(first))));
    var run = location(first).substring("/count?run=".length());
    assertEquals("FAILED the run failed: no more", all(get("/count?after=" + run + "-4")));
    assertEquals(500, events("/count", run + "-4").status());
  }

  @Test
  @DisplayName("RC-23 a run without readers is abandoned after the linger time, a reader keeps it")
  void linger() throws Exception {
    var first = get("/count");
    body(first).close();
    timer.pass(LINGER - 1);
    var reader = body(get(location(first)));
    sources.getFirst().say("one");
    assertEquals("one", Take.line(reader));
    timer.pass(LINGER);
    assertFalse(sources.getFirst().closed);
    reader.close();
    timer.pass(LINGER - 1);
    assertFalse(sources.getFirst().closed);
    timer.pass(1);
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
    is("failed", location(first));
    assertEquals("one\nFAILED the run failed: abandoned by its readers", all(get(location(first))));
  }

  @Test
  @DisplayName("RC-24 RC-26 DELETE closes the source and forgets the run")
  void delete() throws Exception {
    var first = get("/count");
    var reader = body(first);
    sources.getFirst().say("one");
    assertEquals("one", Take.line(reader));
    var post =
        assertThrows(HttpException.class, () -> handler.handle(Request.post(location(first), "")));
    assertEquals(405, post.status());
    assertEquals("GET, HEAD, DELETE", post.headers().get("Allow"));
    assertEquals(204, handler.handle(Request.of("DELETE", location(first), "")).status());
    assertTrue(all(reader).startsWith("FAILED"));
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
    assertEquals(404, assertThrows(HttpException.class, () -> get(location(first))).status());
  }

  @Test
  @DisplayName("RC-26 DELETE without a run is not for a source that does not take it")
  void deleteOfNoRun() throws Exception {
    handler =
        RecordingHandler.ofLines("lines", this::answer, Presentation.DEFAULT, recordings)
            .taking(Set.of("GET", "POST"));
    var delete = Request.of("DELETE", "/count", "");
    var refusal = assertThrows(HttpException.class, () -> handler.handle(delete));
    assertEquals(405, refusal.status());
    assertEquals("GET, POST", refusal.headers().get("Allow"));
    assertEquals(0, sources.size());
  }

  @Test
  @DisplayName("RC-25 a run that is over is kept for a time, and as long as it is read")
  void keep() throws Exception {
    var first = get("/count");
    sources.getFirst().say("one").end();
    is("ended", location(first));
    var reader = body(get(location(first)));
    assertEquals("one", Take.line(reader));
    timer.pass(KEEP);
    assertEquals("END", all(reader));
    assertEquals("ended", state(location(first)));
    reader.close();
    assertEquals(404, assertThrows(HttpException.class, () -> get(location(first))).status());
  }

  @Test
  @DisplayName("RC-17 another user, and another path, do not find a run")
  void owner() throws Exception {
    var request = Request.get("/count").withUser("ada", "Basic");
    var first = handler.handle(request);
    sources.getFirst().end();
    var target = location(first);
    var mine = Request.get(target).withUser("ada", "Basic");
    assertEquals("END", all(handler.handle(mine)));
    var other = Request.get(target).withUser("bob", "Basic");
    for (var stranger :
        new Request[] {
          other,
          Request.get(target),
          mine.withPath("/other"),
          other.withHeader("Last-Event-ID", position(first))
        }) {
      assertEquals(404, assertThrows(HttpException.class, () -> handler.handle(stranger)).status());
    }
    assertEquals(1, sources.size());
  }

  @Test
  @DisplayName("RC-1 the page, HEAD and other methods begin no run")
  void noRun() throws Exception {
    try (var head = handler.handle(Request.of("HEAD", "/count", ""))) {
      assertEquals(null, location(head));
    }
    var page = handler.handle(Request.get("/count").withHeader("Accept", "text/html"));
    assertEquals("text/html; charset=utf-8", page.headers().get("Content-Type"));
    assertEquals(1, sources.size());
    sources.getFirst().closed = true;
  }
}
