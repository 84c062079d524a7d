package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.sse.EventFrame;
import httpd.testing.LogCapture;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Hubs", "Topics": which rooms there are, and how long. */
class HubRoomsTest {

  private Limits limits = Limits.standard();
  private HubHandler hub = hub(limits);

  @AfterEach
  void logRest() {
    limits.logRest();
  }

  private static HubHandler hub(Limits limits) {
    return new HubHandler(
        "hub:", 100, Presentation.DEFAULT.withLast(100), EventFrame.LONGEST_RETRY, limits);
  }

  private void limit(Bound bound, long value) {
    limits = limits.with(bound, value);
    hub = hub(limits);
  }

  private Response ask(String method, String target, String room, String body) throws Exception {
    return hub.handle(Request.of(method, target, body).withParams(Map.of("room", room)));
  }

  private String publish(String room, String text) throws Exception {
    var response = ask("POST", "/", room, text);
    assertEquals(201, response.status());
    return String.valueOf(response.headers().get("Httpd-Event-Id"));
  }

  private LineSource listen(String room) throws Exception {
    return ((Body.Lines) ask("GET", "/", room, "").body()).source();
  }

  private static String read(LineSource source) {
    var text = new StringBuilder();
    while (source.poll(() -> {}) instanceof Line line) {
      byte[] bytes = new byte[line.length()];
      line.copyTo(bytes, 0);
      text.append(new String(bytes, UTF_8));
    }
    return text.toString();
  }

  private String kept(String room) throws Exception {
    try (var source = listen(room)) {
      return read(source);
    }
  }

  private long rooms() {
    return limits.of(Bound.ROOMS).held();
  }

  private long memory() {
    return limits.of(Bound.ROOM_MEMORY).held();
  }

  @Test
  @DisplayName("K-190 no room stays for a reader: not for a stream, a HEAD, a 410 or a page")
  void readersMakeNone() throws Exception {
    for (var target : new String[] {"/", "/?last=5", "/?as=sse&after=x-1", "/?after=abc-7"}) {
      hub.handle(Request.get(target).withParams(Map.of("room", target))).close();
    }
    ask("HEAD", "/", "head", "").close();
    ask("GET", "/?as=page", "page", "").close();
    assertEquals(0, rooms());
    assertEquals(0, memory());
  }

  @Test
  @DisplayName("K-190 a subscriber gets the first publication; its room leaves no trace")
  void firstPublication() throws Exception {
    try (var one = listen("a");
        var two = listen("a")) {
      assertEquals(Poll.PENDING, one.poll(() -> {}));
      assertEquals(0, rooms());
      publish("a", "first");
      assertEquals("first\n", read(one));
      assertEquals("first\n", read(two));
    }
    assertEquals(1, rooms());
    assertEquals("first\n", kept("a"));
    listen("b").close();
    assertEquals(1, rooms());
  }

  @Test
  @DisplayName("K-191 a longer name is a 400, for a subscriber and a publisher")
  void longName() throws Exception {
    publish("a".repeat(256), "x");
    for (var method : new String[] {"GET", "POST"}) {
      var refused = assertThrows(HttpException.class, () -> ask(method, "/", "a".repeat(257), "x"));
      assertEquals(400, refused.status());
    }
  }

  @Test
  @DisplayName("K-190 a refused publication creates no room")
  void refusedPublication() throws Exception {
    var own = publish("a", "x").replaceFirst("-.*", "-9");
    var json = "{\"id\":\"" + own + "\",\"data\":1}";
    var request = Request.post("/", json).withHeader("Content-Type", "application/json");
    assertThrows(HttpException.class, () -> hub.handle(request.withParams(Map.of("room", "a"))));
    assertEquals(1, rooms());
    assertThrows(HttpException.class, () -> publish("a".repeat(257), "x"));
    assertEquals(1, rooms());
  }

  @Test
  @DisplayName("M-60 K-56 at the limit of rooms the one that was idle longest is removed")
  void full() throws Exception {
    limit(Bound.ROOMS, 2);
    try (var log = new LogCapture()) {
      publish("a", "1");
      publish("b", "2");
      publish("a", "3"); // Now b is idle for longer.
      publish("c", "4");
      assertEquals(2, rooms());
      assertEquals("1\n3\n", kept("a")); // Now c is.
      assertEquals("", kept("b"));
      publish("d", "5");
      assertEquals("", kept("c"));
      limits.logRest();
      assertEquals(
          ("WARNING limit rooms (2) reached: hub: forgot the room that was idle longest; --limit"
                  + " rooms=VALUE changes it\n")
              .repeat(2),
          log.text());
    }
    assertEquals(2, limits.of(Bound.ROOMS).reached());
  }

  @Test
  @DisplayName("M-60 K-56 if all rooms have subscribers, one more is a 503; readers may still wait")
  void allInUse() throws Exception {
    limit(Bound.ROOMS, 1);
    publish("a", "1");
    var listener = listen("a");
    try (var waiting = listen("b")) {
      var refused = assertThrows(HttpException.class, () -> ask("POST", "/", "b", "x"));
      assertEquals(503, refused.status());
      assertTrue(refused.headers().has("Retry-After"));
      publish("a", "2");
      assertEquals("1\n2\n", read(listener));
      listener.close();
      publish("b", "3");
      assertEquals("3\n", read(waiting));
    }
    assertEquals("", kept("a"));
    assertEquals(2, limits.of(Bound.ROOMS).reached());
  }

  @Test
  @DisplayName("K-192 a client that returns to a removed room gets a reset and can continue")
  void gaveWay() throws Exception {
    limit(Bound.ROOMS, 1);
    var id = publish("a", "1");
    publish("b", "2");
    try (var source =
        ((Body.Lines) ask("GET", "/?as=sse&last-event-id=" + id, "a", "").body()).source()) {
      assertTrue(read(source).contains("event: reset"));
    }
    var lost = ask("GET", "/?after=" + id, "a", "");
    assertEquals(410, lost.status());
    var oldest = lost.headers().get("Httpd-Oldest");
    var resumed = ask("GET", "/?after=" + oldest, "a", "");
    assertEquals(200, resumed.status(), "the place it was told of is still there");
    publish("a", "3");
    assertEquals("3\n", read(((Body.Lines) resumed.body()).source()));
    resumed.close();
    assertNotEquals(id, publish("a", "4").replaceFirst("-2$", "-1"), "positions are new ones");
  }

  @Test
  @DisplayName("M-61 K-193 newer events displace the oldest ones of the room that was idle longest")
  void oldestEvents() throws Exception {
    limit(Bound.ROOM_MEMORY, 9_000);
    var text = "x".repeat(1000);
    publish("a", "1" + text);
    publish("a", "2" + text);
    publish("a", "3" + text);
    publish("b", "4" + text);
    try (var log = new LogCapture()) {
      publish("b", "5" + text);
      assertTrue(memory() <= 9_000, () -> "" + memory());
      publish("b", "6" + text);
      publish("b", "7" + text);
      assertTrue(log.text().startsWith("WARNING limit room-memory (9000) reached: hub: dropped"));
    }
    assertTrue(memory() <= 9_000, () -> "" + memory());
    assertEquals("3" + text + "\n", kept("a"));
    assertTrue(limits.of(Bound.ROOM_MEMORY).reached() > 0);
    publish("c", "8" + text.repeat(7));
    assertEquals("", kept("a"));
    assertEquals("", kept("b"));
    assertEquals(1, rooms(), "rooms without events are gone");
    publish("d", "9" + text.repeat(20));
    assertEquals("9" + text.repeat(20) + "\n", kept("d"), "the newest stays in any case");
  }

  @Test
  @DisplayName("M-61 K-193 rooms with subscribers lose events after the idle ones; ids are counted")
  void memoryInUse() throws Exception {
    limit(Bound.ROOM_MEMORY, 10_000);
    publish("b", "x".repeat(4000));
    try (var listener = listen("a")) {
      publish("a", "x".repeat(4000));
      assertTrue(read(listener).startsWith("x"));
      assertEquals("", kept("b"));
      assertEquals(4001, kept("a").length());
      for (int i = 0; i < 30; i++) {
        var json = "{\"id\":\"" + "0".repeat(100) + i + "\",\"data\":1}";
        var request = Request.post("/", json).withHeader("Content-Type", "application/json");
        hub.handle(request.withParams(Map.of("room", "a")));
        assertEquals("1\n", read(listener), "who is quick misses nothing");
      }
      assertTrue(memory() <= 10_000, () -> "" + memory());
    }
  }

  @Test
  @DisplayName("M-61 a removed room returns its memory to the limit")
  void givenBack() throws Exception {
    limit(Bound.ROOMS, 3);
    for (int i : IntStream.range(0, 50).toArray()) {
      publish("room " + i, "x".repeat(i));
    }
    assertEquals(3, rooms());
    assertTrue(memory() > 0 && memory() < 5000, () -> "" + memory());
  }

  private HubRooms rooms(AtomicLong clock) {
    return new HubRooms(
        "hub:",
        10,
        topic -> new TopicHandler("hub:", topic, Presentation.DEFAULT, Form.EVENT),
        limits,
        Duration.ofHours(1),
        clock::get);
  }

  @Test
  @DisplayName("K-57 K-135 a room is removed some time after its last subscriber has left")
  void idle() throws Exception {
    var now = new AtomicLong();
    var rooms = rooms(now);
    var room = rooms.toPublish("");
    room.publish(ServerSentEvent.of("x"));
    rooms.release(room);
    now.addAndGet(Duration.ofMinutes(59).toNanos());
    assertEquals(room, rooms.toSubscribe(""));
    var listening = room.subscribe(Request.get("/"));
    rooms.release(room);
    now.addAndGet(Duration.ofMinutes(61).toNanos());
    rooms.sweep();
    assertEquals(1, rooms.size(), "it has a listener");
    listening.close();
    now.addAndGet(Duration.ofMinutes(59).toNanos());
    rooms.sweep();
    assertEquals(1, rooms.size());
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    rooms.sweep();
    assertEquals(0, rooms.size());
  }

  @Test
  @DisplayName(
      "K-59 a room keeps the newest events up to its replay and 256 KiB; a longer one alone")
  void bounds() throws Exception {
    for (int i = 0; i < 101; i++) {
      publish("many", "" + i);
    }
    assertTrue(kept("many").startsWith("1\n2\n"), "the oldest of 101 was dropped");
    for (int i = 0; i < 5; i++) {
      publish("large", i + "x".repeat(64 * 1024));
    }
    assertTrue(kept("large").startsWith("2x"), "three of 64 KiB fit into 256 KiB with their costs");
    publish("large", "y".repeat(300 * 1024));
    assertEquals(300 * 1024 + 1, kept("large").length());
  }
}
