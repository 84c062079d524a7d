package httpd.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.Body;
import httpd.CloseReason;
import httpd.Handler;
import httpd.Headers;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.metrics.ServerCounts;
import httpd.metrics.StreamKinds;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.server.answer.OpenExchange;
import httpd.server.answer.OpenExchanges;
import httpd.server.answer.Progress.State;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Eventually;
import httpd.testing.FieldBlock;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.testing.SlowLines;
import httpd.topic.MemoryRing;
import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a server tells of its open exchanges, and how one is stopped; SPEC, "Streams". */
class OpenExchangesTest extends WireTest {

  private final ServerCounts counts = new ServerCounts(StreamKinds.NONE);
  private final OpenExchanges exchanges = new OpenExchanges(counts);
  private final BlockingQueue<AccessEvent> ends = new LinkedBlockingQueue<>();

  private void look(Handler handler) throws Exception {
    serve(
        config()
            .withMeter(counts)
            .withAccessLog(event -> {
              if (event.phase() == AccessEvent.Phase.DONE) {
                ends.add(event);
              }
            }),
        handler);
  }

  private List<OpenExchange> all() {
    return exchanges.those(each -> true).join().stream()
        .sorted(Comparator.comparingLong(OpenExchange::id))
        .toList();
  }

  private OpenExchange only() {
    var all = all();
    assertEquals(1, all.size(), all.toString());
    return all.getFirst();
  }

  /** The only one, with all that the system tells of it. */
  private OpenExchange found() {
    return Objects.requireNonNull(exchanges.find(only().id()).join());
  }

  private void awaitState(State state) {
    Eventually.isFine(() -> {
      var all = all();
      return all.size() == 1 && all.getFirst().progress().state() == state ? null : all.toString();
    });
  }

  private AccessEvent end() throws Exception {
    return Objects.requireNonNull(ends.poll(10, TimeUnit.SECONDS), "no end");
  }

  @Test
  @DisplayName("AD-10, AD-10.1 a stream is open until its end, and has what the access log has")
  void stream() throws Exception {
    var lines = new SlowLines();
    look(request -> Response.lines(lines));
    var client = connect().get("/x?y=1&authorization=secret");
    client.readHead();
    lines.emit("a").emit("bcd");
    client.readUntil("bcd");
    awaitState(State.WAITING_FOR_LINE);
    var open = only();
    assertEquals("/x?y=1&authorization=...", open.target());
    assertEquals("GET", open.method());
    assertEquals("HTTP/1.1", open.protocol());
    assertEquals(200, open.status());
    assertEquals(2, open.progress().lines());
    assertEquals(6, open.progress().bytes());
    assertNull(open.route());
    lines.end();
    client.readUntil("0\n\n");
    var end = end();
    assertEquals(open.id(), end.asked().id());
    assertEquals(open.began(), end.asked().arrived());
    assertEquals(open.client(), end.asked().client());
    assertEquals(open.progress().bytes(), end.bytes());
    assertEquals(List.of(), all());
  }

  @Test
  @DisplayName(
      "AD-10.2, AD-11, AD-12, AD-12.1 a handler that hangs is seen with its stack, and interrupted")
  void handler() throws Exception {
    var interrupted = new CountDownLatch(1);
    look(request -> {
      try {
        return hang();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    });
    var client = connect().get("/");
    awaitState(State.HANDLING);
    Eventually.holds("the stack has where it hangs", () -> hangs(only()));
    assertTrue(exchanges.stop(only().id()).join());
    client.readEnd();
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    assertEquals(CloseReason.STOPPED, end().reason());
  }

  private static boolean hangs(OpenExchange exchange) {
    var thread = exchange.progress().insight().reader();
    return thread != null
        && Stream.of(thread.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("hang"));
  }

  private static Response hang() throws InterruptedException {
    new CountDownLatch(1).await();
    return Response.text("never");
  }

  @Test
  @DisplayName(
      "AD-11, AD-12, AD-12.1 a stream that is stopped is cut, and its source is closed before that"
          + " is told")
  void stop() throws Exception {
    var lines = new SlowLines();
    look(request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    lines.emit("a");
    client.readUntil("a");
    awaitState(State.WAITING_FOR_LINE);
    var open = only();
    assertEquals(
        "httpd-read", Objects.requireNonNull(open.progress().insight().reader()).getName());
    assertTrue(exchanges.stop(open.id()).join());
    lines.awaitClosed();
    var rest = client.readAll();
    assertFalse(rest.contains("0\n\n"), rest);
    assertEquals(CloseReason.STOPPED, end().reason());
    assertFalse(exchanges.stop(open.id()).join());
    assertNull(exchanges.find(open.id()).join());
  }

  @Test
  @DisplayName("AD-10.2 a body that is awaited, and a client that reads nothing, are seen")
  void clients() throws Exception {
    look(request ->
        request.method().equals("POST")
            ? Response.text(request.text())
            : Response.lines(Stream.generate(() -> "x".repeat(1000))));
    var sending = connect().send("POST / HTTP/1.1\nHost: localhost\nContent-Length: 5\n\nab");
    awaitState(State.RECEIVING);
    sending.send("cde").readUntil("abcde");
    sending.close();
    var silent = connect(4096).get("/");
    awaitState(State.WAITING_FOR_CLIENT);
    assertTrue(exchanges.stop(only().id()).join());
    silent.close();
  }

  @Test
  @DisplayName(
      "AD-10.3 over epoll the system tells since when the client was sent nothing, over NIO it is"
          + " unknown")
  void quiet() throws Exception {
    assumeTrue(isLinux(), "only Linux has epoll");
    var lines = new SlowLines();
    look(request -> Response.lines(lines));
    connect().get("/").readHead();
    awaitState(State.WAITING_FOR_LINE);
    assertTrue(found().quietMillis() >= 0);
    lines.end();
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }

  @Test
  @DisplayName("AD-10.3 over NIO it is unknown since when a client was sent nothing")
  void quietOverNio() throws Exception {
    var lines = new SlowLines();
    serve(
        config().withTransport(Transport.NIO).withMeter(counts).withAccessLog(event -> {}),
        request -> Response.lines(lines));
    connect().get("/").readHead();
    awaitState(State.WAITING_FOR_LINE);
    assertEquals(-1, found().quietMillis());
    lines.end();
  }

  @Test
  @DisplayName(
      "AD-10.1, AD-10.4 subscribers that follow together have their lines, and how far they are"
          + " behind")
  void topic() throws Exception {
    var ring = new MemoryRing();
    look(new TopicHandler("x", ring, Presentation.DEFAULT, Form.DATA));
    var readers = new ArrayList<RawClient>();
    for (int i = 0; i < 20; i++) {
      readers.add(connect().get("/"));
    }
    for (var reader : readers) {
      reader.readHead();
    }
    Eventually.holds("all read", () -> ring.readers() == 20);
    ring.append(Line.of("one"));
    ring.append(Line.of("two"));
    for (var reader : readers) {
      reader.readUntil("two");
    }
    Eventually.isFine(() -> {
      var all = all();
      boolean done =
          all.size() == 20
              && all.stream()
                  .allMatch(each ->
                      each.progress().lines() == 2
                          && each.progress().bytes() == 8
                          && each.progress().insight().behind() == 0);
      return done ? null : all.toString();
    });
    var first = all().getFirst();
    assertTrue(exchanges.stop(first.id()).join());
    var end = end();
    assertEquals(first.id(), end.asked().id());
    assertEquals(2, end.lines());
    assertEquals(19, all().size());
  }

  @Test
  @DisplayName("AD-10.4 a subscriber that reads nothing falls behind its topic")
  void behind() throws Exception {
    var ring = new MemoryRing();
    look(new TopicHandler("x", ring, Presentation.DEFAULT, Form.DATA));
    connect(4096).get("/").readHead();
    Eventually.holds("it reads", () -> ring.readers() == 1);
    var line = Line.of("x".repeat(1000));
    Eventually.isFine(() -> {
      ring.append(line);
      var all = all();
      return all.size() == 1 && all.getFirst().progress().insight().behind() > 10
          ? null
          : all.toString();
    });
  }

  @Test
  @DisplayName("AD-12.2 a tunnel is seen, and reset when it is stopped")
  void tunnel() throws Exception {
    var toClient = new LineQueue();
    var fromClient = new AtomicReference<LineSource>();
    look(request ->
        new Response(101, Headers.of("Upgrade", "x"), new Body.Tunnel(toClient, fromClient::set)));
    var client =
        connect().send("GET /t HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: x\n\n");
    client.readHead();
    awaitState(State.TUNNEL);
    assertEquals(101, only().status());
    assertTrue(exchanges.stop(only().id()).join());
    client.readEnd();
    assertEquals(CloseReason.STOPPED, end().reason());
    assertEquals(List.of(), all());
  }

  @Test
  @DisplayName(
      "AD-12, AD-12.3 a stream of HTTP/2 is reset with CANCEL, and the others of its connection go"
          + " on")
  void http2() throws Exception {
    assumeFalse(isSecure());
    var lines = new SlowLines();
    var others = new SlowLines();
    look(request -> Response.lines(request.path().equals("/1") ? lines : others));
    try (var client = RawHttp2Client.connect(server().address())) {
      client.send(
          RawFrame.request(1, FieldBlock.get("/1")), RawFrame.request(3, FieldBlock.get("/2")));
      Eventually.holds(
          "both wait",
          () ->
              all().size() == 2
                  && all().stream()
                      .allMatch(each -> each.progress().state() == State.WAITING_FOR_LINE));
      var first =
          all().stream().filter(each -> each.target().equals("/1")).findFirst().orElseThrow();
      assertEquals("HTTP/2", first.protocol());
      assertTrue(exchanges.stop(first.id()).join());
      client.expectReset(1, Http2Error.CANCEL);
      lines.awaitClosed();
      assertEquals(CloseReason.STOPPED, end().reason());
      others.emit("x").end();
      var data = client.await(one -> one.type() == RawFrame.DATA && one.stream() == 3);
      assertEquals("x\n", new String(data.payload(), US_ASCII));
    }
  }

  @Test
  @DisplayName(
      "AD-10 as many are open as the access log has begun and not ended, over all event loops")
  void many() throws Exception {
    int streams = 300;
    var begun = new AtomicInteger();
    var ring = new MemoryRing();
    serve(
        config()
            .withEventLoops(2)
            .withMeter(counts)
            .withAccessLog(event -> {
              switch (event.phase()) {
                case OPEN -> begun.incrementAndGet();
                case HEAD -> {}
                case DONE -> begun.decrementAndGet();
              }
            }),
        new TopicHandler("x", ring, Presentation.DEFAULT, Form.DATA));
    for (int i = 0; i < streams; i++) {
      connect().get("/");
    }
    Eventually.holds("all are open", () -> begun.get() == streams);
    var ids = all().stream().map(OpenExchange::id).distinct().toList();
    assertEquals(streams, ids.size());
    for (var id : ids.subList(0, 100)) {
      assertTrue(exchanges.stop(id).join());
    }
    Eventually.holds("those are over", () -> begun.get() == streams - 100);
    assertEquals(streams - 100, all().size());
  }
}
