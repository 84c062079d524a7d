package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.HttpException;
import httpd.Hub;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Hubs of handlers". */
class HubsTest {

  private static final Request SSE = Request.get("/?as=sse");

  private static LineSource source(Response response) {
    return ((Body.Lines) response.body()).source();
  }

  /** What there is now, less ids and blank lines. */
  private static List<String> drain(LineSource source) {
    var bytes = new ByteArrayOutputStream();
    while (source.poll(() -> {}) instanceof Line line) {
      byte[] whole = new byte[line.length()];
      line.copyTo(whole, 0);
      bytes.writeBytes(whole);
    }
    return bytes
        .toString(UTF_8)
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("id: "))
        .toList();
  }

  private static List<String> take(Hub hub, Request request) {
    try (var source = source(hub.listen(request))) {
      return drain(source);
    }
  }

  private static ServerSentEvent price(String of, int price) {
    return ServerSentEvent.of(of + " " + price).withEvent(of);
  }

  @Test
  @DisplayName("K-63 a handler publishes, and its listeners get events or lines, and may resume")
  void publishAndListen() {
    var hub = Hub.keeping(10);
    try (var events = source(hub.listen(SSE));
        var lines = source(hub.listen(Request.get("/")))) {
      drain(events);
      drain(lines);
      assertEquals(2, hub.listeners());
      var first = hub.publish("one");
      var own = hub.publish(new ServerSentEvent("mine", "e", "two", null, "left out"));
      assertEquals("mine", own);
      assertEquals(List.of("data: one", "event: e", "data: two"), drain(events));
      assertEquals(List.of("one", "two"), drain(lines));
      assertEquals(
          List.of("event: e", "data: two"), take(hub, SSE.withHeader("Last-Event-ID", first)));
      assertEquals(List.of(), take(hub, SSE.withHeader("Last-Event-ID", own)));
      assertEquals("event: reset", take(hub, SSE.withHeader("Last-Event-ID", "?")).getFirst());
      assertEquals(List.of("two"), take(hub, Request.get("/?last=1")));
    }
    assertEquals(0, hub.listeners());
    assertEquals(0, hub.missed());
  }

  @Test
  @DisplayName("K-63 ids are those that a hub of the command line takes")
  void ids() {
    var hub = Hub.keeping(10);
    var taken = hub.publish(ServerSentEvent.of("x").withId("mine"));
    var twice =
        assertThrows(HttpException.class, () -> hub.publish(ServerSentEvent.of("y").withId(taken)));
    assertEquals(409, twice.status());
    for (var id : List.of("", "ä", " x", hub.publish("z"))) {
      var refused =
          assertThrows(HttpException.class, () -> hub.publish(ServerSentEvent.of("y").withId(id)));
      assertEquals(400, refused.status());
    }
    assertThrows(IllegalArgumentException.class, () -> Hub.keeping(0));
  }

  @Test
  @DisplayName(
      "K-64 a slow subscriber is cut, or with dropping hears how many events it has" + " missed")
  void cutAndDrop() {
    var keeping = Hub.keeping(2);
    var dropping = Hub.dropping(2);
    try (var cut = source(keeping.listen(SSE));
        var told = source(dropping.listen(SSE))) {
      drain(cut);
      drain(told);
      for (int i = 0; i < 5; i++) {
        keeping.publish("" + i);
        dropping.publish("" + i);
      }
      assertInstanceOf(Poll.Failed.class, cut.poll(() -> {}));
      assertEquals(
          List.of(": 3 events were dropped: this reader is too slow", "data: 3", "data: 4"),
          drain(told));
      assertEquals(3, dropping.missed());
      assertEquals(0, keeping.missed());
    }
  }

  @Test
  @DisplayName("K-65 conflating: of each key the newest, told in its comment; lines get it untold")
  void conflate() {
    var hub = Hub.conflating(10, ServerSentEvent::event);
    try (var events = source(hub.listen(SSE));
        var lines = source(hub.listen(Request.get("/")))) {
      drain(events);
      drain(lines);
      for (int i = 1; i <= 4; i++) {
        hub.publish(price("tea", i));
      }
      hub.publish(price("rum", 9));
      hub.publish("no type, no key");
      assertEquals(
          List.of(
              ": 3 events were replaced by newer ones: this reader is too slow",
              "event: tea",
              "data: tea 4",
              "event: rum",
              "data: rum 9",
              "data: no type, no key"),
          drain(events));
      assertEquals(3, hub.missed());
      assertEquals(List.of("tea 4", "rum 9", "no type, no key"), drain(lines));
      assertEquals(6, hub.missed());
      hub.publish(price("tea", 5));
      assertEquals(
          List.of("event: tea", "data: tea 5"), drain(events), "who keeps up is told nothing");
    }
    assertEquals(List.of("rum 9", "no type, no key", "tea 5"), take(hub, Request.get("/?last=10")));
  }

  @Test
  @DisplayName("K-66 conflating with too many keys: the oldest are dropped, and that is told")
  void tooManyKeys() {
    var hub = Hub.conflating(2, ServerSentEvent::event);
    var before = hub.publish(price("a", 1));
    try (var events = source(hub.listen(SSE))) {
      drain(events);
      hub.publish(price("b", 1));
      hub.publish(price("c", 1));
      hub.publish(price("d", 1));
      assertEquals(": 1 event was dropped: this reader is too slow", drain(events).getFirst());
      assertEquals(1, hub.missed());
    }
    assertEquals("event: reset", take(hub, SSE.withHeader("Last-Event-ID", before)).getFirst());
  }

  @Test
  @DisplayName("K-141 a handler does not publish events of the server's own types either")
  void ownTypes() {
    var hub = Hub.keeping(10);
    for (var type : List.of("reset", "ping")) {
      var event = ServerSentEvent.of("x").withEvent(type);
      assertThrows(IllegalArgumentException.class, () -> hub.publish(event));
    }
    assertEquals(List.of(), take(hub, Request.get("/?last=1")));
  }
}
