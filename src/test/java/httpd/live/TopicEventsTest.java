package httpd.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Take;
import httpd.topic.MemoryRing;
import httpd.topic.SharedLines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Events": how lines are shown, ids, resume and slow readers, over a ring in memory. */
class TopicEventsTest {

  private static final Request SSE = Request.get("/?as=sse");

  private final MemoryRing ring = new MemoryRing(5, 1_000_000);
  private final TopicHandler handler = new TopicHandler("x", ring, 0);

  private String append(String line) {
    return ring.append(Line.of(line));
  }

  private Response get(Request request) throws Exception {
    return handler.handle(request);
  }

  private static LineSource source(Response response) {
    return ((Body.Lines) response.body()).source();
  }

  /** All that there is now, as it goes out. */
  private static List<String> drain(LineSource source) {
    var events = new ArrayList<String>();
    while (source.poll(() -> {}) instanceof Line line) {
      events.add(line.text());
    }
    return events;
  }

  private List<String> events(Request request) throws Exception {
    try (var source = source(get(request))) {
      return drain(source);
    }
  }

  private static Request withId(String id) {
    return SSE.withHeader("Last-Event-ID", id);
  }

  @ParameterizedTest(name = "D-10: {0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "text/event-stream                                                | EVENTS",
        "Text/Event-Stream                                                | EVENTS",
        "text/event-stream, */*;q=0.1                                     | EVENTS",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8  | PAGE",
        "*/*                                                              | LINES",
        "text/*                                                           | LINES",
        "text/plain, text/event-stream;q=0.5                              | LINES",
        "text/event-stream;q=0                                            | LINES",
        "text/html, text/event-stream                                     | EVENTS",
        "text/html, text/event-stream;q=0.9                               | PAGE",
        "application/json                                                 | LINES",
      })
  void accept(String accept, View view) {
    assertEquals(view, View.of(Request.get("/").withHeader("Accept", accept)));
  }

  @Test
  @DisplayName("D-10, D-11 the default without Accept is lines, and ?as= takes precedence")
  void as() {
    assertEquals(View.LINES, View.of(Request.get("/")));
    var events = Request.get("/?as=lines").withHeader("Accept", "text/event-stream");
    assertEquals(View.LINES, View.of(events));
    assertEquals(View.EVENTS, View.of(Request.get("/?as=sse")));
    assertEquals(View.PAGE, View.of(Request.get("/?as=page")));
    var refused = assertThrows(HttpException.class, () -> View.of(Request.get("/?as=events")));
    assertEquals(400, refused.status());
    assertEquals("as=events: one of lines, sse and page", refused.getMessage());
  }

  @Test
  @DisplayName("D-14 a browser gets the page, and plain lines where a method has no page")
  void page() throws Exception {
    var form = Request.post("/", "").withHeader("Accept", "text/html");
    var lines = handler.handle(form);
    source(lines).close();
    assertFalse(lines.headers().has("Content-Type"));
    var paged = handler.handle(Request.get("/").withHeader("Accept", "text/html"));
    assertEquals("text/html; charset=utf-8", paged.headers().get("Content-Type"));
    assertEquals("Accept", paged.headers().get("Vary"));
  }

  @Test
  @DisplayName("D-12, D-13 a route with one view for all ignores the request and does not vary")
  void only() throws Exception {
    var sse = Presentation.DEFAULT.withOnly(View.EVENTS);
    var fixed = new TopicHandler("x", ring, sse, Form.DATA).handle(Request.get("/?as=lines"));
    source(fixed).close();
    assertEquals("text/event-stream", fixed.headers().get("Content-Type"));
    assertFalse(fixed.headers().has("Vary"));
    for (var request : List.of(SSE, Request.get("/"))) {
      var free = get(request);
      source(free).close();
      assertEquals("Accept", free.headers().get("Vary"));
    }
  }

  @Test
  @DisplayName("V-20, V-21 the id is the position; the first event is where the stream begins")
  void ids() throws Exception {
    var before = append("a");
    var response = get(SSE);
    assertEquals(before, response.headers().get("Httpd-Position"));
    var b = append("b");
    var c = append("c\rd");
    assertEquals(
        List.of(
            "id: " + before + "\n",
            "id: " + b + "\ndata: b\n",
            "id: " + c + "\ndata: c\ndata: d\n"),
        drain(source(response)));
    source(response).close();
    assertEquals(3, events(Request.get("/?as=sse&last=2")).size());
  }

  @Test
  @DisplayName("V-22 a returning client continues after its last event, wherever the id stands")
  void resume() throws Exception {
    var a = append("a");
    var b = append("b");
    var c = append("c");
    var behindA =
        List.of("id: " + a + "\n", "id: " + b + "\ndata: b\n", "id: " + c + "\ndata: c\n");
    assertEquals(behindA, events(withId(a)));
    assertEquals(behindA, events(Request.get("/?as=sse&last-event-id=" + a)));
    assertEquals(behindA, events(Request.get("/?as=sse&after=" + a)));
    assertEquals(behindA, events(Request.get("/?as=sse&last=1&last-event-id=" + a)));
    var reconnected = Request.get("/?as=sse&last=5&last-event-id=" + c);
    assertEquals(behindA, events(reconnected.withHeader("Last-Event-ID", a)));
    assertEquals(List.of("id: " + c + "\n"), events(withId(c)));
    assertEquals(List.of("id: " + c + "\n"), events(withId("")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"evicted", "unknown", "malformed", "foreign", "future", "utf8", "*"})
  @DisplayName(
      "V-23 an id that cannot be resumed is told, with the ends of what there is; then that")
  void reset(String kind) throws Exception {
    var first = append("0");
    for (int i = 1; i <= 9; i++) {
      append("" + i);
    }
    var bounds = ring.bounds();
    var id =
        switch (kind) {
          case "evicted" -> first;
          case "unknown" -> "0-0";
          case "foreign" -> new MemoryRing().append(Line.of("x"));
          case "future" -> bounds.newest().replaceFirst("-.*", "-4711");
          case "utf8" -> "Ã¤";
          default -> kind;
        };
    var response = get(withId(id));
    assertEquals(200, response.status());
    assertEquals(bounds.oldest(), response.headers().get("Httpd-Oldest"));
    assertEquals(bounds.newest(), response.headers().get("Httpd-Newest"));
    assertEquals(bounds.oldest(), response.headers().get("Httpd-Position"));
    var events = drain(source(response));
    source(response).close();
    assertEquals(
        "id: %s\nevent: reset\ndata: {\"oldest\":\"%s\",\"newest\":\"%s\"}\n"
            .formatted(bounds.oldest(), bounds.oldest(), bounds.newest()),
        events.getFirst());
    assertEquals(6, events.size(), "and then the five that are kept");
    assertEquals("id: " + bounds.newest() + "\ndata: 9\n", events.getLast());
    assertEquals(5 + 1, events(withId(bounds.oldest())).size(), "the id of a reset is one");
  }

  @Test
  @DisplayName("V-23 an empty log sends a reset too, with an id to return with")
  void resetOfNothing() throws Exception {
    var events = events(withId("nonsense"));
    assertEquals(1, events.size());
    var id = events.getFirst().lines().findFirst().orElseThrow().substring("id: ".length());
    var x = append("x");
    assertEquals(List.of("id: " + id + "\n", "id: " + x + "\ndata: x\n"), events(withId(id)));
  }

  @Test
  @DisplayName("V-23 shared lines without a run start again, and the reset names the run")
  void resetOfAnotherRun() throws Exception {
    var shared = new SharedLines(() -> new httpd.line.ListSource(List.of("a\n", "b\n")));
    var events = new TopicHandler("x", shared, 0);
    var response = events.handle(withId(append("old")));
    try (var source = source(response)) {
      var reset = Take.line(source);
      assertEquals(
          "id: " + response.headers().get("Httpd-Position"), reset.lines().findFirst().orElse(""));
      assertEquals("data: a", Take.line(source).lines().toList().get(1));
    }
  }

  @Test
  @DisplayName("V-40 a slow client is cut, and returns with its last id")
  void cut() throws Exception {
    try (var slow = source(get(SSE))) {
      Take.line(slow);
      var one = append("1");
      assertEquals("id: " + one + "\ndata: 1\n", Take.line(slow));
      for (int i = 2; i <= 6; i++) {
        append("" + i);
      }
      assertEquals(6, events(withId(one)).size(), "all are kept");
      append("7");
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(slow));
      assertInstanceOf(FellBehindException.class, failed.cause());
      assertEquals("event: reset", events(withId(one)).getFirst().lines().toList().get(1));
    }
  }

  @Test
  @DisplayName("V-41 with drop a slow client continues at the oldest and learns how many it missed")
  void drop() throws Exception {
    var dropping =
        new TopicHandler(
            "x", ring, Presentation.DEFAULT.withSlow(SlowReaderPolicy.DROP), Form.DATA);
    try (var slow = source(dropping.handle(SSE));
        var lines = source(dropping.handle(Request.get("/")))) {
      assertEquals(1, drain(slow).size());
      assertEquals(0, drain(lines).size());
      for (int i = 1; i <= 12; i++) {
        append("" + i);
      }
      var after = drain(slow);
      assertEquals(": 7 events were dropped: this reader is too slow\n", after.getFirst());
      assertEquals(6, after.size());
      assertEquals(7, dropping.dropped());
      for (int i = 13; i <= 18; i++) {
        append("" + i);
      }
      assertEquals(": 1 event was dropped: this reader is too slow\n", drain(slow).getFirst());
      assertEquals(8, dropping.dropped());
      assertInstanceOf(Poll.Failed.class, Take.next(lines), "plain lines have no comments");
    }
  }

  @Test
  @DisplayName("V-1 an event is encoded once for all readers")
  void madeOnce() throws Exception {
    try (var one = source(get(SSE));
        var two = source(get(SSE))) {
      Take.line(one);
      Take.line(two);
      append("x");
      org.junit.jupiter.api.Assertions.assertSame(Take.next(one), Take.next(two));
    }
  }
}
