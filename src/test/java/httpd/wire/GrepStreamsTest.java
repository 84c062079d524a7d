package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.route.Route;
import httpd.route.Router;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Only some lines, from the server": a source that never pauses, and matches nothing. */
class GrepStreamsTest extends WireTest {

  private static final class Endless implements LineSource {

    private static final Line LINE = Line.of("not what was asked for");
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Poll poll(Runnable wake) {
      return closed.getCount() > 0 ? LINE : new Poll.Failed(new SourceClosedException());
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static Response endless(Endless source) {
    return new Response(200, Headers.EMPTY, new Body.Lines(source));
  }

  @Test
  @DisplayName(
      "DV-5 it delays no other stream, keeps its heartbeat, and is closed when its client goes")
  void endless() throws Exception {
    var events = new Endless();
    var lines = new Endless();
    serve(
        config().withHeartbeat(Duration.ofMillis(5)),
        Router.of(
            Route.get("/e", new LiveLinesHandler(request -> endless(events), Presentation.DEFAULT)),
            Route.get("/l", new LiveLinesHandler(request -> endless(lines), Presentation.DEFAULT)),
            Route.get("/hi", request -> Response.text("hi"))));
    var reader = connect().send("GET /e?as=sse&grep=wanted HTTP/1.1\nHost: test\n\n");
    reader.readHead();
    var plain = connect().send("GET /l?grep=-what HTTP/1.1\nHost: test\n\n");
    plain.readHead();
    for (int i = 0; i < 3; i++) {
      assertEquals("2\n:␊\n", reader.readUntil("␊\n"));
    }
    var other = connect().send("GET /hi HTTP/1.1\nHost: test\nConnection: close\n\n");
    assertTrue(other.readAll().endsWith("hi"));
    reader.close();
    plain.close();
    assertTrue(events.closed.await(30, TimeUnit.SECONDS));
    assertTrue(lines.closed.await(30, TimeUnit.SECONDS));
  }
}
