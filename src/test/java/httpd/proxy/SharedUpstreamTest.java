package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.Timer;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.topic.SharedLines;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Outliving the upstream": {@code shared+http://}, one upstream for all. */
class SharedUpstreamTest {

  private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  private static final String LINES = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
  private static final Request SSE = Request.get("/?as=sse");
  private static final Request PLAIN = Request.get("/");

  private final UpstreamClient client = new UpstreamClient();
  private final LogCapture log = new LogCapture();
  private final List<LineSource> open = new ArrayList<>();
  private final List<LineSource> runs = new ArrayList<>();
  private ScriptedUpstream upstream;
  private TopicHandler handler;

  @BeforeEach
  void start() throws Exception {
    upstream = new ScriptedUpstream();
    var address = UpstreamAddress.of(upstream.uri("/feed").toString());
    var shared =
        new SharedLines(() -> {
          var lines =
              new ReconnectingSource(
                  new SharedUpstream(client, address, UpstreamLimits.DEFAULT, new Hops("GET")),
                  false,
                  null,
                  "",
                  (failures, wished) -> Duration.ofMillis(1),
                  Timer.OF_THE_PROCESS);
          runs.add(lines);
          return lines;
        });
    handler = new TopicHandler("shared+", shared, Presentation.DEFAULT, Form.EITHER);
  }

  @AfterEach
  void close() throws Exception {
    open.forEach(LineSource::close);
    runs.forEach(LineSource::close); // So that none lingers.
    client.close();
    upstream.close();
    Eventually.isFine(
        Duration.ofSeconds(20),
        () ->
            Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("httpd-shared"))
                ? "the run goes on"
                : null);
    log.close();
  }

  private LineSource reader(Request request) throws Exception {
    return lines(handler.handle(request));
  }

  private LineSource lines(Response response) {
    var source = ((Body.Lines) response.body()).source();
    open.add(source);
    return source;
  }

  /** A reader of events, past the id that says where it begins. */
  private LineSource events() throws Exception {
    var reader = reader(SSE);
    assertTrue(Take.line(reader).startsWith("id: "));
    assertEquals(Poll.PENDING, reader.poll(() -> {}));
    return reader;
  }

  private LineSource plain() throws Exception {
    var reader = reader(PLAIN);
    assertEquals(Poll.PENDING, reader.poll(() -> {}));
    return reader;
  }

  private static String wire(LineSource reader) throws InterruptedException {
    var line = assertInstanceOf(Line.class, Take.next(reader));
    byte[] bytes = new byte[line.length()];
    line.copyTo(bytes, 0);
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("W-120 events are events to who reads events, and their data to who reads lines")
  void eventsStayEvents() throws Exception {
    var events = events();
    var lines = plain();
    var connection = upstream.next();
    connection.send(EVENTS + "data:a\revent: e\rid:7\r\r: beat\n\ndata: b\ndata: c\r\n\r\n");
    assertEquals("id: 7\ndata: a\nevent: e\n\n", wire(events));
    assertEquals("a\n", wire(lines));
    var second = wire(events);
    assertTrue(second.matches("id: [0-9a-z]+-2\ndata: b\ndata: c\n\n"), second);
    assertEquals("b\nc\n", wire(lines));
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("W-120 an upstream may change from lines to events and back while it is read")
  void changesItsMind() throws Exception {
    var events = events();
    var lines = plain();
    var first = upstream.next();
    first.send(LINES + "data: x\r\n\r\nb\u00E4\n");
    assertEquals("data: x\r\n", wire(lines));
    assertEquals("\r\n", wire(lines));
    assertEquals("b\u00E4\n", wire(lines));
    for (var data : List.of("data: x", "", "b\u00E4")) {
      var event = wire(events);
      assertTrue(event.endsWith("\ndata: " + data + "\n\n"), event);
    }
    first.finish();
    var second = upstream.next();
    second.send(EVENTS + "id: 1\ndata: y\n\n");
    assertEquals("y\n", wire(lines));
    assertEquals("id: 1\ndata: y\n\n", wire(events));
    second.reset();
    var third = upstream.next();
    assertTrue(third.head().contains("Last-Event-ID: 1\r\n"), third.head());
    third.send(LINES + "z\n");
    assertEquals("z\n", wire(lines));
    assertTrue(wire(events).endsWith("\ndata: z\n\n"));
  }

  @Test
  @DisplayName(
      "W-122 a client that reconnects with an upstream's id continues after it, or"
          + " gets a reset")
  void comesBack() throws Exception {
    var keeping = events();
    upstream.next().send(EVENTS + "id: \u00C3\u00BC\ndata: a\n\ndata: b\n\nid: 9\ndata: c\n\n");
    wire(keeping);
    var own = wire(keeping);
    wire(keeping);
    var behindA = reader(Request.get("/?as=sse").withHeader("Last-Event-ID", "Ã¼"));
    wire(behindA);
    assertEquals(own, wire(behindA));
    assertEquals("id: 9\ndata: c\n\n", wire(behindA));
    var behindB = reader(Request.get("/?as=sse&after=" + own.substring(4, own.indexOf('\n'))));
    wire(behindB);
    assertEquals("id: 9\ndata: c\n\n", wire(behindB));
    var plain = reader(Request.get("/?after=%C3%BC"));
    assertEquals("b\n", wire(plain));
    var lost = handler.handle(Request.get("/?as=sse").withHeader("Last-Event-ID", "8"));
    assertTrue(lost.headers().has("Httpd-Oldest"));
    var reset = wire(lines(lost));
    assertTrue(reset.contains("\nevent: reset\n"), reset);
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("W-122 of events with the same id the newest counts")
  void sameId() throws Exception {
    var keeping = events();
    upstream.next().send(EVENTS + "id: 1\ndata: a\n\nid: 1\ndata: b\n\nid: 2\ndata: c\n\n");
    for (int i = 0; i < 3; i++) {
      wire(keeping);
    }
    var again = reader(Request.get("/?as=sse&last-event-id=1"));
    wire(again);
    assertEquals("id: 2\ndata: c\n\n", wire(again));
  }

  @Test
  @DisplayName("W-81 half an event is dropped, and is given once when it comes whole")
  void half() throws Exception {
    var events = events();
    var first = upstream.next();
    first.send(EVENTS + "id: 1\ndata: a\n\nid: 2\ndata: b\n");
    assertEquals("id: 1\ndata: a\n\n", wire(events));
    first.reset();
    var second = upstream.next();
    assertTrue(second.head().contains("Last-Event-ID: 1\r\n"), second.head());
    second.send(EVENTS + "id: 2\ndata: b\n\n");
    assertEquals("id: 2\ndata: b\n\n", wire(events));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404, 500, 503})
  @DisplayName("W-80 what is no 2xx is waited out, with one line in the log")
  void waitedOut(int status) throws Exception {
    var lines = plain();
    for (int i = 0; i < 3; i++) {
      upstream.next().send("HTTP/1.1 " + status + " No\r\nContent-Length: 5\r\n\r\n");
    }
    upstream.next().send(LINES + "x\n");
    assertEquals("x\n", wire(lines));
    assertEquals(1, log.records().size(), log.text());
    assertTrue(log.text().contains("/feed to come back: it answers " + status), log.text());
  }

  @Test
  @DisplayName("W-82 streams that end are asked for again without a word")
  void ends() throws Exception {
    var lines = plain();
    for (int i = 0; i < 3; i++) {
      var connection = upstream.next();
      connection.send(LINES + i + "\n");
      assertEquals(i + "\n", wire(lines));
      connection.finish();
    }
    upstream.next().send(LINES);
    assertEquals(List.of(), log.records());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http+unix:/run/app.sock:/x", "file:/etc/passwd", "http://h/ x"})
  @DisplayName("U-56, W-123 a redirect to anything but http is waited out, and the log names it")
  void redirectedElsewhere(String location) throws Exception {
    var lines = plain();
    upstream
        .next()
        .send("HTTP/1.1 302 F\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    var again = upstream.next();
    assertTrue(again.head().startsWith("GET /feed HTTP/1.1\r\n"), again.head());
    again.send(LINES + "x\n");
    assertEquals("x\n", wire(lines));
    assertTrue(log.text().contains("cannot be followed: \"" + location + "\""), log.text());
  }

  @Test
  @DisplayName("W-123 redirects are followed, at most 20 of them, and from the beginning each time")
  void redirected() throws Exception {
    var lines = plain();
    var moved = "HTTP/1.1 302 F\r\nLocation: /b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    upstream.next().send(moved);
    var there = upstream.next();
    assertTrue(there.head().startsWith("GET /b HTTP/1.1\r\n"), there.head());
    there.send(LINES + "x\n");
    assertEquals("x\n", wire(lines));
    there.finish();
    for (int i = 0; i <= 20; i++) {
      var connection = upstream.next();
      assertTrue(connection.head().startsWith(i == 0 ? "GET /feed " : "GET /b "));
      connection.send(moved);
    }
    var anew = upstream.next();
    assertTrue(anew.head().startsWith("GET /feed "), anew.head());
  }

  @Test
  @DisplayName("W-114 204 ends the streams of all")
  void noContent() throws Exception {
    var lines = plain();
    upstream.next().send("HTTP/1.1 204 No Content\r\n\r\n");
    assertInstanceOf(Poll.End.class, Take.next(lines));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("W-115 too long an event, or line, is left out, and all streams go on after it")
  void tooLong(boolean event) throws Exception {
    var reader = plain();
    var connection = upstream.next();
    connection.send(event ? EVENTS : LINES);
    var part = "data: " + "y".repeat(64 * 1024) + (event ? "\n" : "");
    for (int i = 0; i < 20; i++) {
      connection.send(part);
    }
    connection.send(event ? "\ndata: after\n\n" : "\nafter\n");
    assertEquals("after", Take.line(reader).strip());
    var what = (event ? "an event" : "a line") + " of more than 1048576 bytes was left out";
    assertTrue(log.text().contains("/feed: " + what), log.text());
  }
}
