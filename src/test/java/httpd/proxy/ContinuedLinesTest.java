package httpd.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.server.ServerConfig;
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

/** PX-16: an event stream of MCP that answers a POST on a route of http://. */
class ContinuedLinesTest extends ProxyTest {

  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String MCP = "Mcp-Session-Id: s";

  @Override
  protected ServerConfig config() {
    return super.config().withHeartbeat(Duration.ZERO);
  }

  private RawClient posting(String method, String field) throws Exception {
    var address = UpstreamAddress.of(upstream.uri("/up").toString());
    var route =
        new ProxyRoute("x", List.of(address), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    serve("/mcp/", new ProxyHandler(route, client, (failures, wished) -> Duration.ofMillis(1)));
    return connect()
        .send(
            method
                + " /mcp/?q=1 HTTP/1.1\nHost: x\n"
                + field
                + "\nContent-Type: application/json\nContent-Length: 2\n\n{}");
  }

  private ScriptedUpstream.Connection begun(RawClient reader, String content) throws Exception {
    var connection = upstream.next();
    assertEquals("{}", connection.body(2));
    connection.send(EVENTS);
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
    send(connection, reader, content);
    return connection;
  }

  /** Sends lines, each of which comes as a chunk of its own. */
  private static void send(ScriptedUpstream.Connection to, RawClient reader, String content)
      throws Exception {
    to.sendChunk(content.getBytes(UTF_8));
    var chunks = new StringBuilder();
    content.lines().forEach(line -> chunks.append("%x\n%s␊\n".formatted(line.length() + 1, line)));
    assertEquals(chunks.toString(), reader.readLike(chunks.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {MCP, "mcp-protocol-version: 2025-06-18"})
  @DisplayName("PX-16 lines come at once, and a GET by id goes on where they broke off")
  void goesOn(String field) throws Exception {
    var reader = posting("POST", field);
    var first = begun(reader, "id: 1\n");
    send(first, reader, "data: a\n\n");
    send(first, reader, ": a comment\n");
    first.reset();
    upstream.next().send("HTTP/1.1 503 Later\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    var second = upstream.next();
    assertTrue(second.head().startsWith("GET /up/?q=1 HTTP/1.1\r\n"), second.head());
    assertTrue(second.head().contains("\r\nLast-Event-ID: 1\r\n"), second.head());
    assertTrue(second.head().contains("\r\n" + field + "\r\n"), second.head());
    second.send(EVENTS);
    second.sendChunk("id: 2\ndata: b\n\n".getBytes(UTF_8));
    var event = "f\nid: 2␊data: b␊␊\n";
    assertEquals(event, reader.readLike(event));
    second.send(ScriptedUpstream.LAST_CHUNK);
    assertEquals("0\n\n", reader.readLike("0\n\n"));
    assertEquals(3, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data: a\n\n", "id: 1\ndata: a\n\ndata: b\n", "id: 1\ndata: a\n\nid:\n\n"})
  @DisplayName("PX-16.1 within an event, and without an id, the client is cut")
  void cut(String content) throws Exception {
    var reader = posting("POST", MCP);
    begun(reader, content).reset();
    assertEquals("", reader.readAll());
    assertEquals(1, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST A: b", "GET " + MCP})
  @DisplayName("PX-16.2 a stream of another protocol, and that of a GET, breaks off as it does")
  void others(String request) throws Exception {
    int blank = request.indexOf(' ');
    var reader = posting(request.substring(0, blank), request.substring(blank + 1));
    begun(reader, "id: 1\ndata: a\n\n").reset();
    assertEquals("", reader.readAll());
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("PX-16 a stream that the upstream ends has ended")
  void ends() throws Exception {
    var reader = posting("POST", MCP);
    begun(reader, "id: 1\ndata: a\n\n").send(ScriptedUpstream.LAST_CHUNK);
    assertEquals("0\n\n", reader.readLike("0\n\n"));
    assertEquals(1, upstream.connections());
  }
}
