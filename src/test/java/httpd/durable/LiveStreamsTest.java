package httpd.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.testing.Eventually;
import httpd.topic.Log;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Streams": long-poll, events. */
@ParameterizedClass
@EnumSource(StreamEngine.class)
class LiveStreamsTest extends StreamsCase {

  private static final int MOST_POLLS = 3;

  /** An event as a client gets it. */
  private record Event(String type, String data) {

    String value(String name) {
      var at = data.indexOf("\"" + name + "\":");
      return at < 0
          ? ""
          : data.substring(at + name.length() + 3).split("[,}]")[0].replace("\"", "");
    }
  }

  /** A client that reads events. */
  private static final class Events implements AutoCloseable {
    final HttpResponse<java.io.InputStream> response;
    private final BufferedReader lines;

    Events(HttpResponse<java.io.InputStream> response) {
      this.response = response;
      this.lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /** The next event; null at the end. */
    Event next() throws IOException {
      var type = "message";
      StringBuilder data = null;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty() && data != null) {
          return new Event(type, data.toString());
        }
        if (line.startsWith("event:")) {
          type = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          var value = line.substring(line.startsWith("data: ") ? 6 : 5);
          data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
        }
      }
      return null;
    }

    /** The next event, which is of this type. */
    Event next(String type) throws IOException {
      var event = Objects.requireNonNull(next(), "the stream has ended");
      assertEquals(type, event.type(), event::data);
      return event;
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  @Override
  Limits limits() {
    return Limits.standard()
        .with(Bound.LONG_POLL, Duration.ofSeconds(30))
        .with(Bound.LONG_POLLS, MOST_POLLS);
  }

  private Events events(String path, String query) throws Exception {
    var request = request(path + "?live=sse&" + query).GET().build();
    return new Events(client.send(request, BodyHandlers.ofInputStream()));
  }

  private CompletableFuture<HttpResponse<String>> poll(String path, String offset) {
    var request = request(path + "?live=long-poll&offset=" + offset).GET().build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  private void awaitReaders(String path, int count) throws Exception {
    Log log = Objects.requireNonNull(store.find(path));
    Eventually.holds(count + " readers", () -> log.readers() == count);
  }

  @Test
  @DisplayName(
      "DS-50 a long-poll waits for the next append; at the end of a closed stream it does not")
  void longPoll() throws Exception {
    create("a", TEXT, "x");
    var there = poll("a", "-1").get();
    assertEquals("x", there.body());
    var waiting = poll("a", next(there));
    var fromNow = poll("a", "now");
    awaitReaders("a", 2);
    post("a", TEXT, "y");
    for (var poll : List.of(waiting, fromNow)) {
      assertStatus(200, poll.get());
      assertEquals("y", poll.get().body());
      assertEquals("true", field(poll.get(), "Stream-Up-To-Date"));
    }
    var last = poll("a", "now");
    awaitReaders("a", 1);
    send("POST", "a", "", "Stream-Closed", "true");
    for (var closed : List.of(last.get(), poll("a", "now").get())) {
      assertStatus(204, closed);
      assertEquals("true", field(closed, "Stream-Closed"));
      assertEquals("true", field(closed, "Stream-Up-To-Date"));
      assertEquals(next(head("a")), next(closed));
    }
  }

  @Test
  @DisplayName("DS-51 the cursor is that of the time, and greater than the client's")
  void cursors() throws Exception {
    var time = Instant.parse("2024-10-09T00:03:20Z");
    assertEquals("10", StreamCursor.after(null, time).at(time));
    assertEquals("10", StreamCursor.after("9", time).at(time));
    assertEquals("10", StreamCursor.after("x", time).at(time));
    assertEquals("10", StreamCursor.after("9".repeat(400), time).at(time));
    for (var clients : List.of("10", "11", "999999999999999")) {
      long next = Long.parseLong(StreamCursor.after(clients, time).at(time));
      long from = Long.parseLong(clients);
      assertTrue(next > from && next <= from + 180, clients + " " + next);
    }
    create("a", TEXT, "x");
    var first = field(poll("a", "-1").get(), "Stream-Cursor");
    var second = field(poll("a", "-1&cursor=" + first).get(), "Stream-Cursor");
    assertTrue(Long.parseLong(second) > Long.parseLong(first));
    try (var events = events("a", "offset=-1&cursor=" + second)) {
      events.next("data");
      var third = events.next("control").value("streamCursor");
      assertTrue(Long.parseLong(third) > Long.parseLong(second));
    }
  }

  @Test
  @DisplayName("DS-52 a live read without an offset, or of another kind, is a 400")
  void invalidLive() throws Exception {
    create("a", TEXT);
    for (var query : List.of("live=sse", "live=long-poll", "live=&offset=-1", "live=x&offset=-1")) {
      assertStatus(400, get("a?" + query));
    }
    assertStatus(404, get("b?live=sse&offset=-1"));
    assertStatus(404, get("b?live=long-poll&offset=-1"));
  }

  @Test
  @DisplayName("DS-53 a client that goes is not waited for; a deletion ends a long-poll")
  void pollsThatEnd() throws Exception {
    create("a", TEXT);
    try (var gone = connect()) {
      gone.get("/s/a?live=long-poll&offset=-1");
      awaitReaders("a", 1);
    }
    awaitReaders("a", 0);
    var waiting = poll("a", "now");
    awaitReaders("a", 1);
    delete("a");
    assertStatus(404, waiting.get());
  }

  @Test
  @DisplayName("DS-53.1 one more long-poll than may wait is a 429, and appends go on")
  void tooManyPolls() throws Exception {
    create("a", TEXT, "x");
    var waiting = Stream.generate(() -> poll("a", "now")).limit(MOST_POLLS).toList();
    awaitReaders("a", MOST_POLLS);
    var refused = poll("a", "now").get();
    assertStatus(429, refused);
    assertEquals("5", field(refused, "Retry-After"));
    assertStatus(200, poll("a", "-1").get());
    assertStatus(204, post("a", TEXT, "y"));
    for (var poll : waiting) {
      assertStatus(200, poll.get());
    }
    var again = poll("a", "now");
    awaitReaders("a", 1);
    delete("a");
    assertStatus(404, again.get());
  }

  @Test
  @DisplayName("DS-54, S-90.4 a stop of the server answers a long-poll that waits")
  void serverStops() throws Exception {
    create("a", TEXT, "x");
    var waiting = poll("a", "now");
    awaitReaders("a", 1);
    server.close();
    assertStatus(204, waiting.get());
    assertEquals("true", field(waiting.get(), "Stream-Up-To-Date"));
  }

  @Test
  @DisplayName(
      "DS-60 data, then control; DS-60.1 up to date at once at the end, closed at the last")
  void events() throws Exception {
    create("a", TEXT);
    try (var events = events("a", "offset=-1")) {
      assertEquals(
          "text/event-stream", events.response.headers().firstValue("Content-Type").orElse(""));
      var first = events.next("control");
      assertEquals(next(head("a")), first.value("streamNextOffset"));
      assertEquals("true", first.value("upToDate"));
      assertTrue(first.value("streamCursor").matches("[0-9]+"));
      for (var text : List.of("one", "two")) {
        post("a", TEXT, text);
        assertEquals(text, events.next("data").data());
        var control = events.next("control");
        assertEquals(next(head("a")), control.value("streamNextOffset"));
        assertEquals("true", control.value("upToDate"));
      }
      post("a", TEXT, "end", "Stream-Closed", "true");
      assertEquals("end", events.next("data").data());
      var last = events.next("control");
      if (last.value("streamClosed").isEmpty()) {
        last = events.next("control"); // The record was there before the end was.
      }
      assertEquals("true", last.value("streamClosed"));
      assertEquals("true", last.value("upToDate"));
      assertEquals("", last.value("streamCursor"));
      assertEquals(null, events.next());
    }
    try (var events = events("a", "offset=now")) {
      assertEquals("true", events.next("control").value("streamClosed"));
      assertEquals(null, events.next());
    }
  }

  @Test
  @DisplayName("DS-60.1 a close without an append is told")
  void closedAlone() throws Exception {
    create("a", TEXT);
    try (var events = events("a", "offset=now")) {
      events.next("control");
      send("POST", "a", "", "Stream-Closed", "true");
      assertEquals("true", events.next("control").value("streamClosed"));
      assertEquals(null, events.next());
    }
  }

  @Test
  @DisplayName("DS-61 no text ends an event or makes a field")
  void text() throws Exception {
    create("a", TEXT);
    var hostile =
        List.of(
            " blank\n  two\n",
            "x\r\n\r\nevent: control\r\ndata: {\"streamClosed\":true}\r\n\r\n",
            "\n\nid: 7\nretry: 1\n\n:\n",
            "\r\rdata: x\r",
            "a\rb\nc\r\nd\n\r",
            "\u0085\u2028\ufeffdata",
            "\0");
    try (var events = events("a", "offset=now")) {
      events.next("control");
      for (var text : hostile) {
        post("a", TEXT, text);
        assertEquals(text.replace("\r\n", "\n").replace('\r', '\n'), events.next("data").data());
        assertEquals(next(head("a")), events.next("control").value("streamNextOffset"));
      }
    }
  }

  @Test
  @DisplayName("DS-62 JSON is an array, bytes are base64")
  void encodings() throws Exception {
    create("j", JSON, "{\"a\":\n1}", "[2,3]");
    try (var events = events("j", "offset=-1")) {
      assertEquals("[{\"a\":\n1},2,3]", events.next("data").data());
      events.next("control");
      post("j", JSON, "4");
      assertEquals("[4]", events.next("data").data());
      assertFalse(events.response.headers().map().containsKey("stream-sse-data-encoding"));
    }
    var bytes = new byte[70_001];
    new Random(1).nextBytes(bytes);
    create("b", "application/x-protobuf");
    var body = BodyPublishers.ofByteArray(bytes);
    var posted = request("b", "Content-Type", "application/x-protobuf").POST(body).build();
    assertEquals(204, client.send(posted, BodyHandlers.discarding()).statusCode());
    try (var events = events("b", "offset=-1")) {
      assertEquals(
          "base64", events.response.headers().firstValue("Stream-SSE-Data-Encoding").orElse(""));
      assertArrayEquals(bytes, Base64.getDecoder().decode(events.next("data").data()));
      events.next("control");
    }
  }

  @Test
  @DisplayName("DS-64 all appends come once and in order, in batches, while others append")
  void racing() throws Exception {
    create("a", JSON);
    int count = 2000;
    try (var events = events("a", "offset=-1")) {
      var writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < count; i += 4) {
                    post("a", JSON, "[" + i + "," + (i + 1) + "]");
                    post("a", JSON, "[" + (i + 2) + "," + (i + 3) + "]");
                  }
                  send("POST", "a", "", "Stream-Closed", "true");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      var all = new StringBuilder();
      var last = "";
      for (var event = events.next(); event != null; event = events.next()) {
        if (event.type().equals("data")) {
          all.append(event.data(), 1, event.data().length() - 1).append(',');
        } else {
          assertTrue(event.value("streamNextOffset").compareTo(last) >= 0);
          last = event.value("streamNextOffset");
        }
      }
      writer.join();
      assertEquals(text("a"), "[" + all.substring(0, all.length() - 1) + "]");
      assertEquals(next(get("a")), last);
    }
  }

  @Test
  @DisplayName("DS-64 a client that reads nothing holds one batch, and delays nobody else")
  void slowClient() throws Exception {
    create("a", "application/octet-stream");
    try (var slow = new httpd.testing.RawClient(server.addresses().getFirst(), 4096)) {
      slow.get("/s/a?live=sse&offset=-1").readHead();
      try (var events = events("a", "offset=-1")) {
        events.next("control");
        for (int i = 0; i < 40; i++) {
          post("a", "application/octet-stream", "x".repeat(200_000));
          events.next("data");
          events.next("control");
        }
      }
    }
    awaitReaders("a", 0);
  }

  @Test
  @DisplayName("DS-65 a deletion cuts the events")
  void deleted() throws Exception {
    create("a", TEXT, "x");
    try (var events = events("a", "offset=-1")) {
      events.next("data");
      events.next("control");
      assertStatus(204, delete("a"));
      assertThrows(IOException.class, events::next);
    }
  }

  @Test
  @DisplayName("DS-80 a live reader of a fork gets what the source had, then what the fork gets")
  void forked() throws Exception {
    create("a", TEXT, "one");
    send("PUT", "f", "", "Stream-Forked-From", "/s/a");
    try (var events = events("f", "offset=-1")) {
      assertEquals("one", events.next("data").data());
      assertEquals("true", events.next("control").value("upToDate"));
      post("a", TEXT, "not");
      post("f", TEXT, "two");
      assertEquals("two", events.next("data").data());
      assertEquals(next(head("f")), events.next("control").value("streamNextOffset"));
    }
  }
}
