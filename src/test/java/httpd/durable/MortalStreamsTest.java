package httpd.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.Eventually;
import httpd.topic.Log;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": time to live. */
@ParameterizedClass
@EnumSource(StreamEngine.class)
class MortalStreamsTest extends StreamsCase {

  private void pass(long millis) {
    clock.addAndGet(millis);
  }

  private boolean isKept(String name) {
    try {
      return store.find(name) != null;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("DS-70 a read or an append begins the time again, HEAD does not")
  void slidingTime() throws Exception {
    put("a", TEXT, "x", "Stream-TTL", "10");
    for (var use : List.of("read", "now", "poll", "append", "close")) {
      pass(9_999);
      assertStatus(200, head("a"));
      switch (use) {
        case "read" -> assertStatus(200, get("a"));
        case "now" -> assertStatus(200, get("a?offset=now"));
        case "poll" -> assertStatus(204, get("a?offset=now&live=long-poll"));
        case "append" -> assertStatus(204, post("a", TEXT, "y"));
        default -> assertStatus(204, send("POST", "a", "", "Stream-Closed", "true"));
      }
    }
    pass(9_999);
    assertStatus(200, head("a"));
    pass(1);
    assertStatus(404, head("a"));
    assertStatus(404, post("a", TEXT, "z"));
    assertStatus(201, put("a", TEXT, "new", "Stream-TTL", "10"));
    assertEquals("new", text("a"));
    put("b", TEXT, "", "Stream-TTL", "0");
    assertStatus(404, get("b"));
  }

  @Test
  @DisplayName("DS-70 a live reader keeps the stream")
  void liveReader() throws Exception {
    put("a", TEXT, "x", "Stream-TTL", "10");
    var request = request("a?live=sse&offset=-1").GET().build();
    var response = client.send(request, BodyHandlers.ofInputStream());
    var log = Objects.requireNonNull(store.find("a"));
    Eventually.holds("a reader", () -> log.readers() == 1);
    pass(60_000);
    timer.runAll();
    assertStatus(200, head("a"));
    response.body().close();
    Eventually.holds("no reader", () -> log.readers() == 0);
    pass(60_000);
    assertStatus(404, head("a"));
  }

  @Test
  @DisplayName("DS-70 a live reader that leaves has used the stream; the store knows most of it")
  void readerLeaves() throws Exception {
    put("a", TEXT, "x", "Stream-TTL", "10");
    var request = request("a?live=sse&offset=-1").GET().build();
    var response = client.send(request, BodyHandlers.ofInputStream());
    var log = Objects.requireNonNull(store.find("a"));
    Eventually.holds("a reader", () -> log.readers() == 1);
    pass(60_000);
    Eventually.holds(
        "its use is stored",
        () -> {
          timer.runAll();
          return Long.toString(clock.get()).equals(attributes(log).get("used"));
        });
    pass(9_000);
    response.body().close();
    Eventually.holds("no reader", () -> log.readers() == 0);
    pass(9_999);
    assertStatus(200, head("a"));
    pass(1);
    assertStatus(404, head("a"));
  }

  private static Map<String, String> attributes(Log log) {
    try {
      return log.attributes();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("DS-71 a stream expires at its time, used or not")
  void expiry() throws Exception {
    var at = Instant.ofEpochMilli(clock.get() + 5_000).toString();
    put("a", TEXT, "x", "Stream-Expires-At", at);
    pass(4_999);
    assertStatus(200, get("a"));
    pass(1);
    assertStatus(404, get("a"));
  }

  @Test
  @DisplayName("DS-72 a timer deletes what nobody asks for, when its time is over and not before")
  void sweep() throws Exception {
    put("a", TEXT, "x", "Stream-TTL", "10");
    put("b", TEXT, "x", "Stream-TTL", "20");
    put("c", TEXT, "x");
    pass(5_000);
    assertStatus(200, get("a"));
    pass(5_000);
    timer.runAll();
    assertStatus(200, head("a"));
    pass(5_000);
    Eventually.holds(
        "a is deleted",
        () -> {
          timer.runAll();
          return !isKept("a");
        });
    assertStatus(200, head("b"));
    pass(5_000);
    Eventually.holds(
        "b is deleted",
        () -> {
          timer.runAll();
          return !isKept("b");
        });
    assertEquals(List.of("c"), store.names());
  }

  @Test
  @DisplayName("DS-72 a new process finds the times in the store, with uses of nine tenths")
  void newProcess() throws Exception {
    put("a", TEXT, "x", "Stream-TTL", "100");
    pass(95_000);
    assertStatus(200, get("a"));
    pass(50_000);
    var again = new Streams(store, clock::get, timer);
    again.scheduleAll();
    assertEquals("a", again.open(new StreamName("a")).log().name());
    pass(50_000);
    Eventually.holds(
        "a is deleted",
        () -> {
          timer.runAll();
          return !isKept("a");
        });
  }
}
