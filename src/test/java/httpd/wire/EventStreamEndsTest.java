package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Response;
import httpd.line.Line;
import httpd.live.TopicHandler;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.SlowLines;
import httpd.topic.MemoryRing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Start and stop" and "Age": how the server ends event streams, over real sockets. */
class EventStreamEndsTest extends WireTest {

  private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

  private void record(AccessEvent event) {
    if (event.phase() == AccessEvent.Phase.DONE) {
      reasons.add(Objects.requireNonNull(event.reason()));
    }
  }

  private RawClient follow() throws IOException {
    var client = connect().get("/?as=sse");
    client.readHead();
    return client;
  }

  /** What is left of a stream that ends with a retry and a cut: the milliseconds of the retry. */
  private static long retry(String end) {
    assertTrue(end.matches("(?s)(.*\n)?d\nretry: [0-9]{4}␊␊\n"), end);
    return Long.parseLong(end.replaceAll("(?s).*retry: |␊.*", ""));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName(
      "S-96, S-97 at a stop event streams are told when to come back, then cut; their sources"
          + " closed")
  void stop(Transport transport) throws Exception {
    var ring = new MemoryRing();
    var server =
        serve(
            config().withTransport(transport).withAccessLog(this::record),
            new TopicHandler("x", ring, 0));
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 20; i++) {
      clients.add(follow());
    }
    var lines = connect().get("/");
    lines.readHead();
    var closed = follow();
    closed.readUntil("␊␊\n");
    closed.close();
    ring.append(Line.of("before"));
    server.close();
    for (var client : clients) {
      var end = client.readAll();
      assertTrue(end.contains("data: before␊"), end);
      long retry = retry(end);
      assertTrue(retry >= 1000 && retry < 1500, "" + retry);
    }
    assertEquals("7\nbefore␊\n", lines.readAll());
    assertEquals(0, ring.readers());
    Eventually.holds("all are told", () -> reasons.size() == 22);
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("S-96 a stream that is within an event is given the rest of it first")
  void stopWithinAnEvent() throws Exception {
    var lines = new SlowLines();
    var server = serve(request -> Response.lines(lines).withType("text/event-stream"));
    var client = connect().get("/");
    client.readHead();
    lines.emit("data: x");
    client.readUntil("data: x␊\n");
    var other = connect().get("/missing").halfClose();
    var stopper = Thread.ofPlatform().start(server::close);
    other.readEnd();
    lines.emit("data: y");
    client.readUntil("data: y␊\n");
    lines.emit("");
    retry(client.readAll());
    stopper.join();
    lines.awaitClosed();
  }

  @Test
  @DisplayName("S-92, S-96 one whose event does not end is cut with the end of the drain")
  void stopWithinAnEndlessEvent() throws Exception {
    var lines = new SlowLines();
    var server =
        serve(
            config().withDrain(Duration.ofMillis(100)).withAccessLog(this::record),
            request -> Response.lines(lines).withType("text/event-stream"));
    var client = connect().get("/");
    client.readHead();
    lines.emit("data: x");
    client.readUntil("data: x␊\n");
    server.close();
    assertEquals("", client.readAll());
    Eventually.holds("told", () -> List.of(CloseReason.SERVER_STOPPED).equals(reasons));
    lines.awaitClosed();
  }

  @Test
  @DisplayName("S-92 a client that takes nothing does not hold up a stop beyond the drain")
  void stopWithASlowClient() throws Exception {
    var ring = new MemoryRing();
    var server = serve(config().withDrain(Duration.ofMillis(200)), new TopicHandler("x", ring, 0));
    var client = connect(4096).get("/?as=sse");
    client.readHead();
    for (int i = 0; i < 100; i++) {
      ring.append(Line.of("x".repeat(200_000)));
    }
    server.close();
    assertEquals(0, ring.readers());
  }

  @Test
  @DisplayName("S-96 without a drain a stop ends event streams at once, and says when to come back")
  void stopAtOnce() throws Exception {
    var ring = new MemoryRing();
    var server = serve(config().withDrain(Duration.ZERO), new TopicHandler("x", ring, 0));
    var client = follow();
    client.readUntil("␊␊\n");
    server.close();
    retry(client.readAll());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("V-60, V-61 an old event stream ends with a retry and a cut, and can be resumed")
  void tooOld(Transport transport) throws Exception {
    var ring = new MemoryRing();
    var config =
        config()
            .withTransport(transport)
            .withMaxStreamAge(Duration.ofMillis(400))
            .withAccessLog(this::record);
    serve(config, new TopicHandler("x", ring, 0));
    var position = ring.bounds().newest();
    for (int i = 0; i < 3; i++) {
      var client = connect().get("/?as=sse&last-event-id=" + position);
      client.readHead();
      var next = ring.append(Line.of("event " + i));
      var events = client.readAll();
      long retry = retry(events);
      assertTrue(retry >= 1000 && retry < 1500, "" + retry);
      assertEquals(1, events.split("data: event").length - 1, events);
      assertTrue(events.contains("data: event " + i + "␊"), events);
      position = next;
    }
    var all = Collections.nCopies(3, CloseReason.STREAM_TOO_OLD);
    Eventually.holds("three of them, too old", () -> all.equals(reasons));
  }

  @Test
  @DisplayName("V-62 plain lines, and streams that end by themselves, do not grow too old")
  void noEvents() throws Exception {
    var ring = new MemoryRing();
    serve(
        config().withMaxStreamAge(Duration.ofMillis(10)).withAccessLog(this::record),
        request ->
            request.path().equals("/")
                ? new TopicHandler("x", ring, 0).handle(request)
                : Response.events(List.of("x").iterator()));
    var lines = connect().get("/");
    lines.readHead();
    var complete = connect().get("/short");
    complete.readHead();
    assertEquals("9\ndata: x␊␊\n0\n\n", complete.readLike("9\ndata: x␊␊\n0\n\n"));
    retry(follow().readAll());
    ring.append(Line.of("still here"));
    assertEquals("b\nstill here␊\n", lines.readLike("b\nstill here␊\n"));
  }
}
