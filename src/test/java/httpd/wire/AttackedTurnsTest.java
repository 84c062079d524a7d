package httpd.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.NonBlocking;
import httpd.Response;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.testing.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, S-304 and S-305: clients that leave, stop reading or send on while answers wait. */
class AttackedTurnsTest extends WireTest {

  /** Many of them are more than the buffers of both systems hold. */
  private static final String TEXT = "x".repeat(30_000);

  private static final NonBlocking GIVES_TEXT = request -> Response.text(TEXT);

  private final LinkedBlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();

  private boolean isRefused() {
    try {
      connect();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  @DisplayName("S-305 no request begins after an answer that could not be written")
  void clientLeaves() throws Exception {
    var begun = new AtomicInteger();
    NonBlocking counts =
        request -> {
          begun.incrementAndGet();
          return Response.text("");
        };
    var router = Router.of(Route.get("/text", GIVES_TEXT), Route.get("/count", counts));
    var server = serve(config().withAccessLog(events::add), router);
    var client = connect(4096);
    client.send("GET /text HTTP/1.1\nHost: localhost\n\n".repeat(600));
    client.send("GET /count HTTP/1.1\nHost: localhost\n\n".repeat(20));
    client.readHead();
    client.reset();
    Eventually.holds(
        "it has left",
        () -> events.stream().anyMatch(event -> event.reason() == CloseReason.CLIENT_GONE));
    server.close();
    assertEquals(0, begun.get());
  }

  @Test
  @DisplayName("S-90.2 answers that wait for their client are completed, though requests wait too")
  void stop() throws Exception {
    var config = config().withAccessLog(events::add).withDrain(Duration.ofMinutes(10));
    var server = serve(config, GIVES_TEXT);
    var client = connect(4096);
    client.send("GET / HTTP/1.1\nHost: localhost\n\n".repeat(6_000));
    client.readHead();
    var stop = Thread.ofVirtual().start(server::close);
    Eventually.holds("it stops", this::isRefused);
    var all = client.readAll(); // Fails on a reset.
    assertTrue(all.endsWith("\n\n" + TEXT));
    client.close();
    stop.join();
    assertEquals(events.size(), all.split("HTTP/1.1 200 OK", -1).length);
  }

  @Test
  @DisplayName("S-90.3 a request that came before the stop is answered, though it was not read yet")
  void unreadAtStop() throws Exception {
    var asked = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    NonBlocking keepsItsLoop =
        request -> {
          asked.countDown();
          assertTrue(mayAnswer.await(30, TimeUnit.SECONDS));
          return Response.text("");
        };
    var router = Router.of(Route.get("/text", GIVES_TEXT), Route.get("/late", keepsItsLoop));
    var server = serve(config().withEventLoops(1), router);
    var idle = connect().get("/text");
    idle.readUntil("\n\n" + TEXT);
    var late = connect().get("/late");
    assertTrue(asked.await(30, TimeUnit.SECONDS));
    idle.send("GET /text HTTP/1.1\nHost: localhost\n\n".repeat(2));
    var stop = Thread.ofPlatform().start(server::close);
    Eventually.holds("it has told all", () -> stop.getState() == Thread.State.WAITING);
    mayAnswer.countDown();
    var all = idle.readAll(); // Fails on a reset.
    assertEquals(2, all.split("HTTP/1.1 200 OK", -1).length, "answers, and one more");
    assertTrue(all.contains("connection: close\n"), all);
    assertTrue(all.endsWith("\n\n" + TEXT));
    late.readAll();
    idle.close();
    stop.join();
  }

  @Test
  @DisplayName(
      "S-303 requests that come with one for lines, from the event loop, are answered after")
  void behindLines() throws Exception {
    NonBlocking lines = request -> Response.lines(List.of("line").iterator());
    NonBlocking text = request -> Response.text("text");
    serve(Router.of(Route.get("/lines", lines), Route.get("/text", text)));
    var client = connect();
    client.send(
        "GET /lines HTTP/1.1\nHost: localhost\n\nGET /text HTTP/1.1\nHost: localhost\n\n"
            + "GET /lines HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    var all = client.readAll().replaceAll("(?s)HTTP/1.1 200 .*?\n\n", "");
    assertEquals("5\nline␊\n0\n\ntext5\nline␊\n0\n\n", all);
  }

  @Test
  @DisplayName("S-304.1 what comes after the last request does not reset the connection")
  void sendsOn() throws Exception {
    serve(GIVES_TEXT);
    var request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (int i = 0; i < 20; i++) {
      var client = connect().sendBytes((request + "y".repeat(150_000)).getBytes(ISO_8859_1));
      assertTrue(client.readAll().endsWith(TEXT)); // Fails on a reset.
    }
  }
}
