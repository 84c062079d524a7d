package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** V-130 to V-132: which bodies the server adds something to, and where. */
class EventBodiesTest extends WireTest {

  private static final String BEAT = "2\n:␊\n";

  private final LineQueue queue = new LineQueue();
  private Body body = new Body.Lines(queue);
  private int status = 200;
  private Headers headers = Headers.EMPTY;

  private Response answer(Request request) {
    return request.path().equals("/control")
        ? new Response(
            200, Headers.of("Content-Type", "text/event-stream"), new Body.Lines(new LineQueue()))
        : new Response(status, headers, body);
  }

  private void offer(String text, Line.Ending ending) {
    queue.offer(new Line(text.getBytes(UTF_8), ending), () -> {});
  }

  private RawClient start() throws IOException {
    serve(config().withHeartbeat(Duration.ofMillis(5)), this::answer);
    var client = connect().get("/");
    client.readHead();
    return client;
  }

  /** An event stream that has begun later has had several beats meanwhile. */
  private void letBeatsPass() throws IOException {
    var control = connect().get("/control");
    control.readHead();
    assertEquals(BEAT.repeat(5), control.readLike(BEAT.repeat(5)));
  }

  private void headers(String fields) {
    headers = Headers.of(fields.isEmpty() ? new String[0] : fields.split(": |\\|"));
  }

  private void assertPassesAlone(String expected) throws Exception {
    offer("first", Line.Ending.LF);
    var client = start();
    letBeatsPass();
    offer("second", Line.Ending.LF);
    queue.end();
    assertEquals(expected, client.readLike(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "200, Content-Type: text/event-stream|Content-Encoding: gzip",
    "200, Content-Type: text/event-stream|Content-Encoding: identity|Content-Encoding: br",
    "200, Content-Type: text/event-stream|Transfer-Encoding: gzip",
    "200, Content-Type: text/event-stream|Content-Length: 13",
    "200, Content-Type: text/event-stream|Content-Type: text/plain",
    "200, Content-Type: text/event-streamx",
    "206, Content-Type: text/event-stream",
    "404, Content-Type: text/event-stream",
    "200, Content-Type: text/plain",
    "200, ''",
  })
  @DisplayName("V-131 nothing is added to lines that are no event stream")
  void notToOthers(int status, String fields) throws Exception {
    this.status = status;
    headers(fields);
    assertPassesAlone("6\nfirst␊\n7\nsecond␊\n0\n\n");
  }

  @Test
  @DisplayName("V-131 nothing is added to bytes of which it is not known that they are lines")
  void notToPieces() throws Exception {
    headers("Content-Type: text/event-stream");
    body = new Body.PassThrough(queue, OptionalLong.empty(), () -> Headers.EMPTY, false, false);
    assertPassesAlone("6\nfirst␊\n7\nsecond␊\n0\n\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("V-131 nothing is added to a body whose length is told")
  void notBesideALength(boolean ofLines) throws Exception {
    headers("Content-Type: text/event-stream");
    body = new Body.PassThrough(queue, OptionalLong.of(13), () -> Headers.EMPTY, false, ofLines);
    assertPassesAlone("first␊second␊");
  }

  @ParameterizedTest
  @CsvSource({
    "200, Content-Type: text/event-stream",
    "201, Content-Type: TEXT/Event-Stream ; charset=utf-8",
    "200, Content-Type: text/event-stream|Content-Encoding: identity|Transfer-Encoding: chunked",
  })
  @DisplayName("V-130 an event stream gets heartbeats, of a handler and of an upstream")
  void eventStreams(int status, String fields) throws Exception {
    this.status = status;
    headers(fields);
    assertEquals(BEAT, start().readLike(BEAT));
    body =
        new Body.PassThrough(
            new LineQueue(), OptionalLong.empty(), () -> Headers.EMPTY, false, true);
    var client = connect().get("/");
    client.readHead();
    assertEquals(BEAT, client.readLike(BEAT));
  }

  @Test
  @DisplayName("V-132 within a line that comes in pieces there is no heartbeat")
  void withinALine() throws Exception {
    headers("Content-Type: text/event-stream");
    body = new Body.PassThrough(queue, OptionalLong.empty(), () -> Headers.EMPTY, false, true);
    offer("data: fi", Line.Ending.NONE);
    var client = start();
    letBeatsPass();
    offer("rst\r", Line.Ending.NONE);
    var expected = "8\ndata: fi\n4\nrst␍\n2\n:␍\n"; // V-133
    assertEquals(expected, client.readLike(expected.replace('␍', '.')));
  }

  @Test
  @DisplayName("V-131 an encoded event stream does not grow too old, and may finish in a stop")
  void noAge() throws Exception {
    headers("Content-Type: text/event-stream|Content-Encoding: gzip");
    body = new Body.PassThrough(queue, OptionalLong.empty(), () -> Headers.EMPTY, true, false);
    var server = serve(config().withMaxStreamAge(Duration.ofMillis(5)), this::answer);
    var client = connect().get("/");
    client.readHead();
    var control = connect().get("/control");
    control.readHead();
    control.readAll(); // Too old.
    offer("first", Line.Ending.LF);
    assertEquals("6\nfirst␊\n", client.readLike("6\nfirst␊\n"));
    var idle = connect();
    var stopper = Thread.ofPlatform().start(server::close);
    idle.readEnd();
    offer("second", Line.Ending.LF);
    queue.end();
    assertEquals("7\nsecond␊\n0\n\n", client.readAll());
    stopper.join();
  }
}
