package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.NonBlocking;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.server.Server;
import httpd.testing.Eventually;
import httpd.testing.SlowLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, S-300 to S-307: handlers on the event loop, beside those on threads. */
class NonBlockingTest extends WireTest {

  private static final NonBlocking WHERE = request -> Response.text(where() + "\n");

  /** What kind of thread this is. */
  private static String where() {
    var name = Thread.currentThread().getName();
    return name.startsWith("httpd-loop") ? "loop" : name;
  }

  private static String bodies(String answers) {
    return answers.replaceAll("(?s)HTTP/1.1 (\\d+) .*?\n\n", "$1 ");
  }

  @Test
  @DisplayName("S-300 a handler that may not block is called on the event loop, others on threads")
  void onTheLoop() throws Exception {
    serve(
        Router.of(
            Route.get("/fast", WHERE),
            Route.any("/post", WHERE),
            Route.get("/slow", request -> Response.text(where() + "\n"))));
    var client = connect();
    client.send("GET /fast HTTP/1.1\nHost: localhost\n\n");
    assertTrue(client.readUntil("loop␊").startsWith("HTTP/1.1 200 "));
    client.send("GET /slow HTTP/1.1\nHost: localhost\n\n");
    client.readUntil("httpd-handle GET /slow␊");
    client.send("POST /post HTTP/1.1\nHost: localhost\nContent-Length: 2\n\n");
    client.readUntil("httpd-handle POST /post␊");
    client.send("hi");
    client.send("GET /fast HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: x\n\n");
    client.readUntil("httpd-handle GET /fast␊");
  }

  @Test
  @DisplayName("S-300.1 a short body that has come with its head is read on the event loop")
  void withBody() throws Exception {
    serve(
        (NonBlocking)
            request -> Response.text(where() + " " + request.bytes(100_000).length + "\n"));
    var client = connect();
    var post = "POST / HTTP/1.1\nHost: localhost\nContent-Length: ";
    client.send(post + "5\n\na b c");
    client.readUntil("loop 5␊");
    client.send("POST / HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n");
    client.readUntil("loop 2␊");
    client.send((post + "1\n\nx").repeat(3));
    for (int i = 0; i < 3; i++) {
      client.readUntil("loop 1␊");
    }
    client.send(post + "16385\n\n" + "x".repeat(16_385));
    client.readUntil("httpd-handle POST / 16385␊");
    client.send(post + "2\nExpect: 100-continue\n\n");
    client.readUntil("100 Continue\n\n");
    client.send("hi").readUntil("httpd-handle POST / 2␊");
  }

  @Test
  @DisplayName("S-300 its request has an empty body, which it may read")
  void emptyBody() throws Exception {
    serve(
        (NonBlocking)
            request -> {
              boolean none = request.text().isEmpty() && request.bytes(1).length == 0;
              return Response.text(where() + " " + none + "\n");
            });
    var client = connect();
    client.send("GET / HTTP/1.1\nHost: localhost\nExpect: 100-continue\n\n");
    assertTrue(client.readUntil("loop true␊").startsWith("HTTP/1.1 200 "));
    client.get("/").readUntil("loop true␊");
  }

  @Test
  @DisplayName("Q-30 a handler whose mayBlock throws is called on a thread")
  void unknown() throws Exception {
    serve(
        new httpd.Handler() {
          @Override
          public Response handle(httpd.Request request) {
            return Response.text(where());
          }

          @Override
          public boolean mayBlock(httpd.Request request) {
            throw new IllegalStateException("unknown");
          }
        });
    connect().get("/x").readUntil("httpd-handle GET /x");
  }

  @Test
  @DisplayName("S-300 it takes no place of the limit handlers")
  void noPlace() throws Exception {
    var limits = Limits.standard().with(Bound.HANDLERS, 1);
    var waiting = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    serve(
        config().withLimits(limits),
        Router.of(
            Route.get("/fast", WHERE),
            Route.get(
                "/slow",
                request -> {
                  waiting.countDown();
                  release.await();
                  return Response.text("slow");
                })));
    var slow = connect().get("/slow");
    waiting.await();
    connect().get("/fast").readUntil("loop␊");
    assertTrue(connect().get("/slow").readHead().startsWith("HTTP/1.1 503 "));
    release.countDown();
    slow.readUntil("slow");
  }

  @Test
  @DisplayName("S-301 what it throws, null, lists and lines are answered as for others")
  void answers() throws Exception {
    serve(
        Router.of(
            Route.get(
                "/chosen",
                (NonBlocking)
                    request -> {
                      throw new HttpException(418, "tea");
                    }),
            Route.get(
                "/thrown",
                (NonBlocking)
                    request -> {
                      throw new IllegalStateException("broken");
                    }),
            Route.get("/null", (NonBlocking) request -> null),
            Route.get("/list", (NonBlocking) request -> Response.chunks(List.of("a", "b"))),
            Route.get("/redirect", (NonBlocking) request -> Response.redirect("/list")),
            Route.get("/nothing", (NonBlocking) request -> Response.status(304)),
            Route.get("/lines", (NonBlocking) request -> Response.lines(List.of("x").iterator()))));
    var client = connect();
    client.send(
        "GET /chosen HTTP/1.1\nHost: localhost\n\nGET /thrown HTTP/1.1\nHost: localhost\n\n"
            + "GET /null HTTP/1.1\nHost: localhost\n\nGET /list HTTP/1.1\nHost: localhost\n\n"
            + "HEAD /list HTTP/1.1\nHost: localhost\n\nGET /nothing HTTP/1.1\nHost: localhost\n\n"
            + "GET /redirect HTTP/1.1\nHost: localhost\n\nGET /none HTTP/1.1\nHost: localhost\n\n"
            + "GET /lines HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    assertEquals(
        "418 tea␊500 Internal Server Error␊500 Internal Server Error␊"
            + "200 1\na\n1\nb\n0\n\n200 304 302 404 404 Not Found: /none␊200 2\nx␊\n0\n\n",
        bodies(client.readAll()));
    assertEquals(2, log.records().size(), log.text());
  }

  @Test
  @DisplayName("S-302 a handler that blocks the event loop is reported once, with its stack")
  void blocked() throws Exception {
    var release = new LinkedBlockingQueue<String>();
    serve(
        Router.of(
            Route.get("/stuck/{n}", (NonBlocking) request -> Response.text(release.take())),
            Route.get("/also", (NonBlocking) request -> Response.text(release.take()))));
    var client = connect().get("/stuck/1");
    Eventually.holds("the warning", () -> log.records().size() == 1);
    var record = log.records().getFirst();
    assertTrue(
        record.getMessage().startsWith("GET /stuck/1: its handler is declared as not blocking"),
        record.getMessage());
    var stack = List.of(record.getThrown().getStackTrace());
    assertTrue(
        stack.stream().anyMatch(frame -> frame.getClassName().equals(getClass().getName())),
        stack.toString());
    release.add("first");
    client.readUntil("first");
    var other = client.get("/stuck/2"); // Not said again; the other one is.
    release.add("second");
    other.readUntil("second");
    client.get("/also");
    Eventually.holds("the other warning", () -> log.records().size() == 2);
    release.add("third");
    client.readUntil("third");
  }

  @Test
  @DisplayName("S-303 pipelined requests are answered in order, whatever calls their handlers")
  void mixed() throws Exception {
    var release = new CountDownLatch(1);
    serve(
        Router.of(
            Route.get("/fast/{n}", (NonBlocking) request -> Response.text(request.param("n"))),
            Route.get(
                "/slow/{n}",
                request -> {
                  release.await();
                  return Response.text(request.param("n"));
                }),
            Route.get("/lines/{n}", request -> Response.lines(List.of("x").iterator()))));
    var requests = new StringBuilder();
    for (var path : "/fast/1 /slow/2 /fast/3 /fast/4 /lines/5 /fast/6 /slow/7 /fast/8".split(" ")) {
      requests.append("GET ").append(path).append(" HTTP/1.1\nHost: localhost\n\n");
    }
    var client = connect().send(requests.toString());
    client.readUntil("\n\n1"); // Not held back by the one that waits.
    release.countDown();
    client.send("GET /fast/9 HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    assertEquals("200 2200 3200 4200 2\nx␊\n0\n\n200 6200 7200 8200 9", bodies(client.readAll()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  @DisplayName("S-305 a client that sends requests and reads nothing delays them, and gets all")
  void slowClient(Transport transport) throws Exception {
    var text = "x".repeat(30_000);
    serve(transport, (NonBlocking) request -> Response.text(text));
    var client = connect(4096);
    int count = 600; // More than the buffers of both systems hold.
    client.send("GET / HTTP/1.1\nHost: localhost\n\n".repeat(count - 1));
    client.send("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    var all = client.readAll();
    assertEquals(count, all.split("HTTP/1.1 200 OK", -1).length - 1);
    assertTrue(all.endsWith(text));
  }

  @Test
  @DisplayName("S-305 a half-closed client gets the answers that wait for it")
  void halfClosed() throws Exception {
    var text = "x".repeat(30_000);
    serve((NonBlocking) request -> Response.text(text));
    var client = connect(4096);
    client.send("GET / HTTP/1.1\nHost: localhost\n\n".repeat(300));
    client.halfClose();
    assertEquals(300, client.readAll().split("HTTP/1.1 200 OK", -1).length - 1);
  }

  @Test
  @DisplayName("S-304 each answer of a turn is logged as complete when it is written")
  void logged() throws Exception {
    var events = new LinkedBlockingQueue<AccessEvent>();
    serve(config().withAccessLog(events::add), WHERE);
    var client = connect();
    client.send(
        "GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\n\n".replace("a\n", "localhost\n"));
    client.readUntil("loop␊");
    client.readUntil("loop␊");
    for (var path : List.of("/1", "/2")) {
      var event = events.poll(10, TimeUnit.SECONDS);
      assertEquals(path, event.asked().target());
      assertEquals(5, event.bytes());
      assertEquals(httpd.CloseReason.COMPLETED, event.reason());
    }
  }

  @Test
  @DisplayName("S-306 a response does not wait for a handler that was started with its own")
  void startedTogether() throws Exception {
    var release = new CountDownLatch(1);
    serve(request -> {
      if (request.path().equals("/waits")) {
        release.await();
      }
      return Response.text("done" + request.path());
    });
    var clients = new java.util.ArrayList<httpd.testing.RawClient>();
    for (int i = 0; i < 40; i++) {
      clients.add(connect());
    }
    for (int i = 0; i < 40; i++) {
      clients.get(i).get(i % 2 == 0 ? "/waits" : "/" + i);
    }
    for (int i = 1; i < 40; i += 2) {
      clients.get(i).readUntil("done/" + i);
    }
    release.countDown();
    for (int i = 0; i < 40; i += 2) {
      clients.get(i).readUntil("done/waits");
    }
  }

  @Test
  @DisplayName("S-115 a handler on the event loop that closes its server answers first")
  void stops() throws Exception {
    var self = new AtomicReference<Server>();
    self.set(
        serve(
            config().withDrain(Duration.ofMinutes(10)),
            (NonBlocking)
                request -> {
                  self.get().close();
                  return Response.text("goodbye");
                }));
    var all = connect().get("/").readAll();
    assertTrue(all.contains("connection: close\n") && all.endsWith("\n\ngoodbye"), all);
    self.get().join();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  @DisplayName(
      "S-307 what a handler on the event loop answers is closed once if the client has gone")
  void clientGone(Transport transport) throws Exception {
    var called = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var events = new LinkedBlockingQueue<AccessEvent>();
    var lines = new SlowLines().emit("one");
    serve(
        config().withTransport(transport).withAccessLog(events::add),
        (NonBlocking)
            request -> {
              called.countDown();
              release.await(); // An interrupt would make it fail.
              return Response.lines(lines);
            });
    var client = connect().get("/");
    called.await();
    client.reset();
    release.countDown();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
    var begun = events.poll(10, TimeUnit.SECONDS);
    assertNull(begun.reason(), begun.toString());
    assertEquals(httpd.CloseReason.CLIENT_GONE, events.poll(10, TimeUnit.SECONDS).reason());
  }

  @Test
  @DisplayName("S-304 what is complete is written before a refusal closes the connection")
  void refused() throws Exception {
    serve(WHERE);
    var client = connect();
    client.send("GET / HTTP/1.1\nHost: localhost\n\nnonsense\n\n");
    var all = bodies(client.readAll());
    assertTrue(all.startsWith("200 loop␊400 "), all);
    assertFalse(all.contains("500"), all);
  }
}
