package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.HttpException;
import httpd.Request;
import httpd.line.Line;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": one run for all clients. */
class SharedRunsTest extends RecordingFixture {

  @BeforeEach
  void serve() {
    handler =
        RecordingHandler.ofShared(
            "shared", this::source, RecordForm.LINES, Presentation.DEFAULT, recordings);
  }

  @Test
  @DisplayName("RC-50 clients join the run at its end, or some lines before; another follows it")
  void joins() throws Exception {
    var first = get("/x");
    var one = body(first);
    sources.getFirst().say("1", "2", "3");
    assertEquals(List.of("1", "2", "3"), List.of(Take.line(one), Take.line(one), Take.line(one)));
    var second = get("/x");
    assertEquals(location(first), location(second));
    var now = body(second);
    var before = body(get("/x?last=2"));
    var after = body(get("/x?after=" + position(first)));
    sources.getFirst().say("4");
    assertEquals("4", Take.line(now));
    assertEquals("2", Take.line(before));
    assertEquals("1", Take.line(after));
    sources.getFirst().end();
    assertEquals("3\n4\nEND", all(before));
    is("ended", location(first));
    Eventually.holds(
        "the next run begins",
        () -> {
          try {
            return !location(get("/x")).equals(location(first));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    var next = get("/x");
    assertNotEquals(location(first), location(next));
    assertEquals("1\n2\n3\n4\nEND", all(get(location(first))));
    assertEquals(2, sources.size());
  }

  @Test
  @DisplayName("RC-51 all users find it, and none of them stops it")
  void users() throws Exception {
    var first = handler.handle(Request.get("/x").withUser("ada", "Basic"));
    sources.getFirst().say("1");
    var reader = body(handler.handle(Request.get(location(first)).withUser("bob", "Basic")));
    assertEquals("1", Take.line(reader));
    var refused =
        assertThrows(
            HttpException.class, () -> handler.handle(Request.of("DELETE", location(first), "")));
    assertEquals(405, refused.status());
    assertEquals("GET, HEAD", refused.headers().get("Allow"));
  }

  @Test
  @DisplayName("RC-6 events of a shared upstream are events, its lines are lines")
  void eventsAndLines() throws Exception {
    handler =
        RecordingHandler.ofShared(
            "shared", this::source, RecordForm.LINES_OR_EVENTS, Presentation.DEFAULT, recordings);
    var first = get("/x");
    var run = location(first).substring("/x?run=".length());
    sources.getFirst().say(Line.of("id: 7\nevent: e\ndata: a\n")).say("plain").end();
    is("ended", location(first));
    assertEquals(
        "id: %1$s-0\n\nid: %1$s-18\nevent: e\ndata: a\n\nid: %1$s-24\ndata: plain\n\nEND"
            .formatted(run),
        all(events(location(first), run + "-0")));
    assertEquals("a\nplain\nEND", all(get(location(first))));
  }
}
