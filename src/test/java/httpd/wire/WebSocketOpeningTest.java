package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.auth.Authentication;
import httpd.auth.Protection;
import httpd.auth.UserFile;
import httpd.auth.UserLines;
import httpd.hub.HubHandler;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.route.PathPattern;
import httpd.server.SitePolicy;
import httpd.testing.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "WebSockets", "Opening". */
class WebSocketOpeningTest extends WireTest {

  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";

  private static Handler hub() {
    return new WebSocketHandler(new HubHandler("hub:", 100, Presentation.DEFAULT), Input.PUBLISHED);
  }

  private String head(String line, String fields) throws Exception {
    return connect().send(line + "\nHost: localhost\n" + fields + "\n").readHead();
  }

  private String status(String line, String fields) throws Exception {
    return head(line, fields).split(" ")[1];
  }

  @Test
  @DisplayName("WS-1, WS-6 the answer to the example of RFC 6455, without protocol and extension")
  void answer() throws Exception {
    serve(hub());
    var head =
        connect()
            .send(
                RawWebSocket.head(
                    "/chat",
                    "Sec-WebSocket-Protocol: chat, superchat\n"
                        + "Sec-WebSocket-Extensions: permessage-deflate\n"))
            .readHead();
    assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\n"), head);
    assertTrue(head.contains("\nUpgrade: websocket\n"), head);
    assertTrue(head.contains("\nconnection: Upgrade\n"), head);
    assertTrue(head.contains("\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n"), head);
    assertFalse(head.contains("Sec-WebSocket-Protocol"), head);
    assertFalse(head.contains("Sec-WebSocket-Extensions"), head);
    assertFalse(head.toLowerCase(Locale.ROOT).contains("content-type"), head);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          GET / HTTP/1.1; keep-alive, Upgrade; websocket;     101
          GET / HTTP/1.1; upgrade;             WebSocket;     101
          GET / HTTP/1.1; Upgrade;             x, websocket;  101
          GET / HTTP/1.1; keep-alive;          websocket;     200
          GET / HTTP/1.1; Upgrade;             h2c;           200
          GET / HTTP/1.0; Upgrade;             websocket;     200
          """)
  @DisplayName("WS-1, WS-2 the fields that ask for a WebSocket")
  void fields(String line, String connection, String upgrade, String status) throws Exception {
    serve(hub());
    var fields =
        "Connection: %s\nUpgrade: %s\nSec-WebSocket-Version: 13\n%s"
            .formatted(connection, upgrade, KEY);
    assertEquals(status, status(line, fields));
  }

  @Test
  @DisplayName("WS-2 a handler that knows none answers as without these fields")
  void elsewhere() throws Exception {
    serve(request -> Response.text("plain"));
    assertTrue(
        connect().send(RawWebSocket.head("/", "")).readHead().startsWith("HTTP/1.1 200 OK\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          GET;  Sec-WebSocket-Version: 13;                                              400
          GET;  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==;                            426
          GET;  Sec-WebSocket-Version: 12|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==;  426
          GET;  Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZQ==;          400
          GET;  Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ;    400
          GET;  Sec-WebSocket-Version: 13|Sec-WebSocket-Key: ?GhlIHNhbXBsZSBub25jZQ==;  400
          POST; Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==;  405
          """)
  @DisplayName("WS-3 invalid handshakes")
  void invalid(String method, String fields, String status) throws Exception {
    serve(hub());
    var head =
        head(
            method + " / HTTP/1.1",
            "Connection: Upgrade\nUpgrade: websocket\n" + fields.replace("|", "\n") + "\n");
    assertEquals(status, head.split(" ")[1], head);
    assertEquals(status.equals("426"), head.contains("\nSec-WebSocket-Version: 13\n"), head);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?after=nothing", "/?last=-1", "/?as=page"})
  @DisplayName("WS-4 what a GET is refused")
  void refusedAsGet(String target) throws Exception {
    serve(hub());
    var head = connect().send(RawWebSocket.head(target, "")).readHead();
    assertTrue(head.startsWith("HTTP/1.1 400 Bad Request\n"), head);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, 403",
    "null, 403",
    "http://localhost, 101",
    "https://app.example, 101"
  })
  @DisplayName("WS-5 pages of other sites")
  void origins(String origin, String status) throws Exception {
    serve(config().withSites(SitePolicy.DEFAULT.withOrigins(Set.of("https://app.example"))), hub());
    var own = isSecure() ? origin.replace("http://localhost", "https://localhost") : origin;
    var head = connect().send(RawWebSocket.head("/", "Origin: " + own + "\n")).readHead();
    assertEquals(status, head.split(" ")[1], head);
  }

  @Test
  @DisplayName("WS-7 one more WebSocket than streams are allowed")
  void limit() throws Exception {
    var limits = Limits.standard().with(Bound.STREAMS, 1);
    serve(config().withLimits(limits), hub());
    var one = RawWebSocket.open(connect(), "/", "");
    var refused = connect().send(RawWebSocket.head("/", "")).readHead();
    assertTrue(refused.startsWith("HTTP/1.1 503 Service Unavailable\n"), refused);
    one.close(1000);
    assertEquals("CLOSE 1000", one.read());
    assertEquals("FIN", one.read());
    RawWebSocket.open(connect(), "/", "");
  }

  @Test
  @DisplayName("WS-23 where POST is for other users than GET, a WebSocket is for reading")
  void otherUsers(@TempDir Path folder) throws Exception {
    var users = UserFile.read(UserLines.write(folder.resolve("u"), UserLines.ADA));
    var post = new Protection(Set.of("POST"), PathPattern.of("/guarded"), users);
    serve(Authentication.of(List.of(post), hub()));
    var open = RawWebSocket.open(connect(), "/open", "").text("hello");
    assertEquals("TEXT hello", open.read());
    var guarded = RawWebSocket.open(connect(), "/guarded", "").text("hello");
    assertEquals("CLOSE 1008 nothing can be written here", guarded.read());
  }

  @Test
  @DisplayName("WS-1 frames may come with the handshake")
  void atOnce() throws Exception {
    serve(hub());
    var client = connect();
    var bytes = new ByteArrayOutputStream();
    var head = RawWebSocket.head("/", "").replace("\n", "\r\n");
    bytes.writeBytes(head.getBytes(UTF_8));
    bytes.writeBytes(RawWebSocket.framed(0x81, (byte) 'a'));
    bytes.writeBytes(RawWebSocket.framed(0x81, (byte) 'b'));
    client.sendBytes(bytes.toByteArray());
    client.readHead();
    var socket = RawWebSocket.of(client);
    assertEquals("TEXT a", socket.read());
    assertEquals("TEXT b", socket.read());
  }
}
