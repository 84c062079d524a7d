package httpd.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.live.Presentation;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PX-10 to PX-15: an event stream that answers a POST. */
class PostedEventsTest extends ProxyTest {

  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nMcp-Session-Id: s\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String POST =
      "POST /mcp?q=1 HTTP/1.1\nHost: x\nAccept-Encoding: x\nAuthorization: a\n"
          + "Content-Type: application/json\nContent-Length: 2\n\n{}";
  private static final Backoff SOON = (failures, wished) -> Duration.ofMillis(1);

  @Override
  protected ServerConfig config() {
    return super.config().withHeartbeat(Duration.ZERO);
  }

  private Handler handler(UpstreamLimits limits) {
    var addresses = List.of(UpstreamAddress.of(upstream.uri("/up").toString()));
    var route = new ProxyRoute("sse+x", addresses, limits, TrustedProxies.NONE, false);
    var events =
        new PersistentEventsHandler(
            route, Presentation.DEFAULT, client, Duration.ofSeconds(10), SOON);
    return new PostedEventsHandler(events, request -> Response.text("read"), client, SOON);
  }

  private RawClient posting() throws Exception {
    return posting(UpstreamLimits.DEFAULT);
  }

  private RawClient posting(UpstreamLimits limits) throws Exception {
    serve("/mcp/", handler(limits));
    return connect().send(POST.replace("/mcp", "/mcp/"));
  }

  private ScriptedUpstream.Connection posted() throws Exception {
    var connection = upstream.next();
    assertTrue(connection.head().startsWith("POST /up/?q=1 "), connection.head());
    assertEquals("{}", connection.body(2));
    return connection;
  }

  /** Answers the POST with a stream, of which the client has the first event. */
  private ScriptedUpstream.Connection streaming(RawClient reader, String event) throws Exception {
    var connection = posted();
    connection.send(EVENTS);
    send(connection, event);
    reader.readHead();
    assertNext(reader, event);
    return connection;
  }

  private static void send(ScriptedUpstream.Connection connection, String content)
      throws Exception {
    connection.sendChunk(content.getBytes(UTF_8));
  }

  private static String chunk(String content) {
    return "%x\n%s\n".formatted(content.length(), content.replace('\n', '␊'));
  }

  private static void assertNext(RawClient reader, String event) throws Exception {
    var chunk = chunk(event);
    assertEquals(chunk, reader.readLike(chunk));
  }

  @Test
  @DisplayName("PX-10, PX-12, PX-13, PX-13.2 a GET by id goes on where the upstream broke off")
  void goesOn() throws Exception {
    var reader = posting();
    var first = posted();
    assertTrue(first.head().contains("Accept-Encoding: identity\r\n"), first.head());
    first.send(EVENTS);
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
    assertTrue(head.contains("\nMcp-Session-Id: s\n"), head);
    send(first, "id: 1\ndata: a\n");
    send(first, "\ndata: half");
    assertNext(reader, "id: 1\ndata: a\n\n");
    first.reset();
    var second = upstream.next();
    assertTrue(second.head().startsWith("GET /up/?q=1 HTTP/1.1\r\n"), second.head());
    assertTrue(second.head().contains("\r\nLast-Event-ID: 1\r\n"), second.head());
    assertTrue(second.head().contains("\r\nAuthorization: a\r\n"), second.head());
    assertFalse(second.head().contains("Content-"), second.head());
    second.send("HTTP/1.1 503 Later\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    var third = upstream.next();
    assertTrue(third.head().contains("\r\nLast-Event-ID: 1\r\n"), third.head());
    third.send(EVENTS);
    send(third, "id: 2\ndata: half\n\n");
    assertNext(reader, "id: 2\ndata: half\n\n");
    third.send(ScriptedUpstream.LAST_CHUNK);
    assertEquals("0\n\n", reader.readLike("0\n\n"));
    assertEquals(3, upstream.connections());
  }

  @Test
  @DisplayName(
      "PX-15 a stream that the upstream ends has ended, whether its events have ids or not")
  void ends() throws Exception {
    var reader = posting();
    var connection = streaming(reader, "id: 1\ndata: a\n\n");
    connection.send(ScriptedUpstream.LAST_CHUNK);
    assertEquals("0\n\n", reader.readLike("0\n\n"));
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("PX-14 without an id the client is cut where the upstream broke off")
  void withoutId() throws Exception {
    var reader = posting();
    var connection = streaming(reader, "data: a\n\n");
    connection.reset();
    assertEquals("", reader.readAll());
    assertEquals(1, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\n\r\n",
        "404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n",
        "302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
        "206 Partial Content\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n",
        "200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\na\n",
        "200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
      })
  @DisplayName("PX-14.1 the client is cut if a GET by id finds no event stream")
  void notResumable(String answer) throws Exception {
    var reader = posting();
    var connection = streaming(reader, "id: 1\ndata: a\n\n");
    connection.reset();
    upstream.next().send("HTTP/1.1 " + answer);
    assertEquals("", reader.readAll());
    assertEquals(2, upstream.connections());
  }

  @Test
  @DisplayName("PX-13.1 an upstream that stays away for the time of a response is given up")
  void stays() throws Exception {
    var reader = posting(UpstreamLimits.DEFAULT.withHead(Duration.ofMillis(300)));
    var connection = streaming(reader, "id: 1\ndata: a\n\n");
    connection.reset();
    upstream.close();
    assertEquals("", reader.readAll());
    Eventually.isFine(() -> log.text().contains("its lines failed") ? null : log.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {": ping\n\n", "id: 1\ndata: a\n\n"})
  @DisplayName("PX-13.3 an upstream that comes back ten times without a new id is given up")
  void inVain(String again) throws Exception {
    var reader = posting();
    var connection = streaming(reader, "id: 1\ndata: a\n\n");
    for (int i = 0; i < 10; i++) {
      connection.reset();
      connection = upstream.next();
      assertTrue(connection.head().contains("\r\nLast-Event-ID: 1\r\n"), connection.head());
      connection.send(EVENTS);
      send(connection, again);
      assertNext(reader, again);
    }
    connection.reset();
    assertEquals("", reader.readAll());
    assertEquals(11, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "202 Accepted\r\nContent-Length: 0\r\n\r\n",
        "200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "404 Not Found\r\nContent-Type: text/event-stream\r\nContent-Length: 2\r\n\r\na\n",
        "200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\ndata: a\n\n",
        "200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: x\r\n"
            + "Content-Length: 2\r\n\r\nxx",
      })
  @DisplayName("PX-11 any other response is passed on as it is")
  void others(String answer) throws Exception {
    var reader = posting();
    posted().send("HTTP/1.1 " + answer);
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 " + answer.substring(0, 3)), head);
    var body = answer.substring(answer.indexOf("\r\n\r\n") + 4).replace('\n', '␊');
    assertEquals(body, reader.readLike(body));
  }

  @Test
  @DisplayName("PX-10 a POST is not sent again when its upstream closes without a response")
  void once() throws Exception {
    var reader = posting();
    posted().close();
    assertTrue(reader.readHead().startsWith("HTTP/1.1 502 "));
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("PX-10 a client that goes frees the upstream, also while it is away")
  void goes() throws Exception {
    var reader = posting();
    var connection = streaming(reader, "id: 1\ndata: a\n\n");
    connection.reset();
    var second = upstream.next();
    reader.close();
    Eventually.isFine(() -> second.clientHasGone() ? null : "the upstream is still asked");
  }
}
