package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.hub.HubHandler;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.net.Transport;
import httpd.tail.TailedFiles;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.SlowLines;
import httpd.topic.MemoryRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Events" and "Hubs", over real sockets. */
class EventsTest extends WireTest {

  private static final String ACCEPT = "Accept: text/event-stream\n";

  @TempDir Path folder;

  private RawClient get(String path, String... headers) throws IOException {
    return connect()
        .send("GET " + path + " HTTP/1.1\nHost: test\n" + String.join("", headers) + "\n");
  }

  private static void expect(RawClient client, String transcript) throws IOException {
    assertEquals(transcript, client.readLike(transcript));
  }

  /** The next chunk, line feeds as in a file. */
  private static String chunk(RawClient client) throws IOException {
    int length = Integer.parseInt(client.readUntil("\n").strip(), 16);
    return client.readLike("x".repeat(length) + "\n").replace("␊", "\n");
  }

  /** The next chunk as its id and its data, joined by a blank. */
  private static String event(RawClient client) throws IOException {
    return chunk(client).strip().replaceAll("(^|\n)(id|data): ", "$1").replace('\n', ' ');
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName(
      "V-1, V-4, V-5 events of a handler: one chunk each, at once, and the headers they need")
  void eventsOfAHandler(Transport transport) throws Exception {
    var lines = new SlowLines();
    serve(transport, request -> Response.events(lines));
    var client = get("/");
    assertEquals(
        """
        HTTP/1.1 200 OK
        Content-Type: text/event-stream
        Vary: Accept-Encoding
        Cache-Control: no-cache, no-transform
        X-Accel-Buffering: no
        date: *
        transfer-encoding: chunked

        """,
        client.readHead());
    lines.emit("one");
    expect(client, "b\ndata: one␊␊\n");
    lines.emit("a\nb");
    expect(client, "11\ndata: a␊data: b␊␊\n");
    lines.end();
    expect(client, "0\n\n");
  }

  record Row(int a) {}

  @Test
  @DisplayName("V-4 elements may be mixed; anything else fails the stream and is named")
  void elements() throws Exception {
    serve(request ->
        Response.events(
            Stream.of(
                ServerSentEvent.of("x").withId("1").withEvent("e"),
                "y",
                Map.of("a", 1),
                List.of(2),
                new Row(3),
                42)));
    var client = get("/");
    client.readHead();
    expect(client, "18\nid: 1␊event: e␊data: x␊␊\n9\ndata: y␊␊\n");
    expect(client, "f\ndata: {\"a\":1}␊␊\nb\ndata: [2]␊␊\n");
    expect(client, "f\ndata: {\"a\":3}␊␊\n");
    assertEquals("", client.readAll(), "no last chunk");
    Eventually.holds("logged", () -> log.text().contains("not a java.lang.Integer"));
  }

  @Test
  @DisplayName("V-4 an iterator of events is closed when its client goes")
  void closed() throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.events(lines));
    var client = get("/");
    client.readHead();
    lines.emit("x");
    chunk(client);
    client.close();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @Test
  @DisplayName("V-6 a handler's own event stream passes unchanged, with heartbeats in between")
  void verbatim() throws Exception {
    var lines = new SlowLines();
    serve(
        config().withHeartbeat(Duration.ofMillis(20)),
        request -> Response.lines(lines).withType("text/event-stream; charset=utf-8"));
    var client = get("/");
    client.readHead();
    lines.emit("event: x");
    expect(client, "9\nevent: x␊\n2\n:␊\n");
    lines.emit("data: y");
    var next = chunk(client);
    while (next.startsWith(":")) {
      next = chunk(client);
    }
    assertEquals("data: y\n", next.strip() + "\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("V-30 a quiet event stream gets comments, plain lines do not")
  void heartbeat(Transport transport) throws Exception {
    serve(
        config().withTransport(transport).withHeartbeat(Duration.ofMillis(5)),
        new TopicHandler("x", new MemoryRing(), 0));
    var events = get("/", ACCEPT);
    events.readHead();
    assertTrue(chunk(events).startsWith("id: "));
    var lines = get("/");
    lines.readHead();
    for (int i = 0; i < 5; i++) {
      expect(events, "2\n:␊\n");
    }
    lines.halfClose();
    assertEquals("", lines.readAll());
  }

  @Test
  @DisplayName("V-31 zero is no heartbeat; V-32 ?ping asks for events that a page sees")
  void ping() throws Exception {
    var shown = Presentation.DEFAULT.withPing(Duration.ofMillis(5));
    serve(
        config().withHeartbeat(Duration.ZERO),
        new TopicHandler("x", new MemoryRing(), shown, httpd.sse.EventEncoder.Form.DATA));
    var client = get("/?ping", ACCEPT);
    client.readHead();
    chunk(client);
    for (int i = 0; i < 3; i++) {
      expect(client, "14\nevent: ping␊data: ␊␊\n");
    }
  }

  @Test
  @DisplayName("L-26, V-32 a ?ping stream gets pings and no comments, also when it is wrapped")
  void pingOfAWrappedSource() throws Exception {
    var shown = Presentation.DEFAULT.withPing(Duration.ofMillis(5));
    var topic = new TopicHandler("x", new MemoryRing(), shown, httpd.sse.EventEncoder.Form.DATA);
    serve(
        config().withHeartbeat(Duration.ofMillis(5)),
        request -> {
          var response = topic.handle(request);
          var lines = ((Body.Lines) response.body()).source();
          return new Response(
              response.status(),
              response.headers(),
              new Body.Lines(new ForwardingSource(lines) {}));
        });
    var client = get("/?ping", ACCEPT);
    client.readHead();
    chunk(client);
    for (int i = 0; i < 10; i++) {
      expect(client, "14\nevent: ping␊data: ␊␊\n");
    }
  }

  @Test
  @DisplayName(
      "D-10, D-13, V-20, V-21 one address: events for who accepts them, lines for all else")
  void views() throws Exception {
    var ring = new MemoryRing();
    serve(new TopicHandler("x", ring, 0));
    var start = ring.bounds().newest();
    var events = get("/", ACCEPT);
    assertEquals(
        """
        HTTP/1.1 200 OK
        Content-Type: text/event-stream
        Vary: Accept
        Httpd-Position: %s
        Vary: Accept-Encoding
        Cache-Control: no-cache, no-transform
        X-Accel-Buffering: no
        date: *
        transfer-encoding: chunked

        """
            .formatted(start),
        events.readHead());
    assertEquals("id: " + start, chunk(events).strip());
    var lines = get("/", "Accept: */*\n");
    var head = lines.readHead();
    assertTrue(head.contains("\nVary: Accept\n"), head);
    assertTrue(head.contains("\ncontent-type: text/plain; charset=utf-8\n"), head);
    var id = ring.append(Line.of("x"));
    expect(lines, "2\nx␊\n");
    assertEquals("id: " + id + "\ndata: x", chunk(events).strip());
  }

  @Test
  @DisplayName(
      "V-22, V-24 ids of a file outlast rotations and the server: ten restarts, none missed")
  void restarts() throws Exception {
    var file = Files.createFile(folder.resolve("a.log"));
    var seen = new ArrayList<String>();
    String last = null;
    int written = 0;
    for (int restart = 0; restart < 10; restart++) {
      var handler = new TopicHandler("x", TailedFiles.ofTheProcess().file(file.toString()), 0);
      try (var server = httpd.server.Server.start(config(), handler);
          var client = new RawClient(server.address())) {
        client.send(
            "GET / HTTP/1.1\nHost: test\n"
                + ACCEPT
                + (last == null ? "" : "Last-Event-ID: " + last + "\n")
                + "\n");
        client.readHead();
        var begin = event(client);
        assertTrue(last == null || begin.equals(last), begin);
        last = begin;
        written = write(file, written, 10);
        while (seen.size() < written - 3) { // The last ones are left for after the restart.
          var event = event(client).split(" ", -1);
          last = event[0];
          seen.add(event[1]);
        }
      }
      written = write(file, written, 5);
      if (restart % 3 == 1) {
        Files.move(file, folder.resolve("a.log." + restart));
        written = write(file, written, 5);
      }
    }
    for (int i = 0; i < seen.size(); i++) {
      assertEquals("" + i, seen.get(i));
    }
    assertTrue(seen.size() > 100, seen.size() + " seen");
  }

  private static int write(Path file, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      Files.writeString(file, i + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    return from + count;
  }

  @Test
  @DisplayName(
      "V-22, K-50 a client of a hub cut ten times under load gets each event once, in order")
  void cutTenTimes() throws Exception {
    serve(new HubHandler("hub:", 60_000, Presentation.DEFAULT));
    var over = new AtomicBoolean();
    var publisher = Thread.ofVirtual().start(() -> publish(over));
    var first = get("/", ACCEPT);
    first.readHead();
    var last = event(first);
    first.close();
    int next = -1;
    for (int cut = 0; cut < 10; cut++) {
      try (var client = get("/", ACCEPT, "Last-Event-ID: " + last + "\n")) {
        assertFalse(client.readHead().contains("Httpd-Oldest"));
        assertEquals(last, event(client));
        for (int i = 0; i < 20; i++) {
          var event = event(client).split(" ", -1);
          last = event[0];
          int number = Integer.parseInt(event[1]);
          assertTrue(next < 0 || next == number, next + " is missing, got " + number);
          next = number + 1;
        }
        if (cut % 2 == 0) {
          client.reset();
        }
      }
    }
    over.set(true);
    publisher.join();
  }

  private void publish(AtomicBoolean over) {
    try (var client = connect()) {
      for (int i = 0; !over.get(); i++) {
        var body = "" + i;
        client.send(
            "POST / HTTP/1.1\nHost: test\nContent-Length: " + body.length() + "\n\n" + body);
        assertTrue(client.readHead().startsWith("HTTP/1.1 201 Created\n"));
        client.readUntil("␊");
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("K-50 a publication is answered with its id, which is that of the event")
  void publication() throws Exception {
    serve(new HubHandler("hub:", 10, Presentation.DEFAULT));
    var client = get("/", ACCEPT);
    client.readHead();
    chunk(client);
    var publisher = connect();
    publisher.send("POST / HTTP/1.1\nHost: test\nContent-Length: 5\n\nhello");
    var head = publisher.readHead();
    var id = head.lines().filter(l -> l.startsWith("Httpd-Event-Id: ")).findFirst().orElseThrow();
    id = id.substring("Httpd-Event-Id: ".length());
    assertEquals(id + "␊", publisher.readLike(id + "␊"));
    assertEquals(id + " hello", event(client));
  }

  @Test
  @DisplayName(
      "K-51 each line of an upload is there before the next is sent; a break fails, not they")
  void streamedUpload() throws Exception {
    serve(new HubHandler("hub:", 10, Presentation.DEFAULT));
    var listener = get("/");
    listener.readHead();
    var publisher = connect();
    publisher.send("POST /?lines HTTP/1.1\nHost: test\nTransfer-Encoding: chunked\n\n");
    for (var line : List.of("one", "two", "three")) {
      publisher.send(Integer.toHexString(line.length() + 1) + "\n" + line + "␊\n");
      assertEquals(line + "\n\n", chunk(listener).replace("\r", "") + "");
    }
    publisher.send("0\n\n");
    assertTrue(publisher.readHead().startsWith("HTTP/1.1 201 Created\n"));
    var broken = connect();
    broken.send("POST /?lines HTTP/1.1\nHost: test\nTransfer-Encoding: chunked\n\n2\nx␊\n");
    assertEquals("x", chunk(listener).strip());
    broken.halfClose();
    assertTrue(broken.readHead().startsWith("HTTP/1.1 400 Bad Request\n"));
  }

  @Test
  @DisplayName("K-50 who leaves a hub is forgotten at once")
  void leaving() throws Exception {
    var ring = new MemoryRing();
    Handler handler = new TopicHandler("x", ring, 0);
    serve(handler);
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 20; i++) {
      var client = get("/", ACCEPT);
      client.readHead();
      chunk(client);
      clients.add(client);
    }
    Eventually.holds("all read", () -> ring.readers() == 20);
    for (var client : clients) {
      client.close();
    }
    Eventually.holds("none reads", () -> ring.readers() == 0);
  }
}
