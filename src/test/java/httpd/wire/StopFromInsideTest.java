package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.server.Server;
import httpd.testing.SlowLines;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, S-115 and S-116: a stop by a thread of the server, and a stop beside another server. */
class StopFromInsideTest extends WireTest {

  /** So long that a stop which waited for itself would be seen. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final AtomicReference<Server> self = new AtomicReference<>();

  private void serveLong(httpd.Handler handler) throws Exception {
    self.set(serve(config().withDrain(LONG), handler));
  }

  @Test
  @DisplayName(
      "S-115 a handler that closes its server answers first, and says that it was the last")
  void handler() throws Exception {
    serveLong(request -> {
      self.get().close();
      self.get().close();
      return Response.text("goodbye");
    });
    var all = connect().get("/").readAll();
    assertTrue(all.contains("connection: close\n") && all.endsWith("\n\ngoodbye"), all);
    self.get().join();
  }

  @Test
  @DisplayName("S-115 an iterator may close the server of its stream")
  void iterator() throws Exception {
    var closing =
        new Iterator<String>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public String next() {
            self.get().close();
            return "last";
          }
        };
    serveLong(request -> Response.events(closing));
    connect().get("/").readEnd();
    self.get().join();
  }

  @Test
  @DisplayName("S-115 so may the close of a body")
  void closeOfBody() throws Exception {
    var lines = Stream.generate(() -> "x").onClose(() -> self.get().close());
    serveLong(request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    client.reset();
    self.get().join();
  }

  @Test
  @DisplayName("S-115 and an access log, on the event loop")
  void accessLog() throws Exception {
    self.set(
        serve(
            config().withDrain(LONG).withAccessLog(event -> self.get().close()),
            request -> Response.text("x")));
    assertTrue(connect().get("/").readAll().endsWith("\n\nx"));
    self.get().join();
  }

  @Test
  @DisplayName("S-116 a stop waits for no body of another server")
  void twoServers() throws Exception {
    var closing = new CountDownLatch(1);
    var mayClose = new CountDownLatch(1);
    var lines =
        Stream.generate(() -> "x")
            .onClose(() -> {
              closing.countDown();
              awaitUninterrupted(mayClose);
            });
    serve(config().withDrain(LONG), request -> Response.lines(lines));
    var client = connect().get("/");
    client.readHead();
    client.reset();
    assertTrue(closing.await(30, TimeUnit.SECONDS));
    var other = new SlowLines();
    try (var second = Server.start(config().withDrain(LONG), request -> Response.lines(other));
        var reader = new httpd.testing.RawClient(second.address())) {
      reader.get("/").readHead();
      var stopper = Thread.ofPlatform().start(second::close);
      assertTrue(stopper.join(Duration.ofSeconds(10)), "waits for the first server's body");
      assertEquals(1, other.closes());
    } finally {
      mayClose.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
