package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.hub.HubHandler;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.live.Presentation;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.testing.RawWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A hub, and lines, over WebSockets. */
class WebSocketTest extends WireTest {

  private void serveHub() throws Exception {
    serve(new WebSocketHandler(new HubHandler("hub:", 100, Presentation.DEFAULT), Input.PUBLISHED));
  }

  private LineQueue serveLines() throws Exception {
    var queue = new LineQueue();
    serve(
        new WebSocketHandler(
            request -> new Response(200, Headers.EMPTY, new Body.Lines(queue)), Input.NONE));
    return queue;
  }

  private RawWebSocket open(String path) throws Exception {
    return RawWebSocket.open(connect(), path, "");
  }

  @Test
  @DisplayName("WS-1 a text that one client sends is a message to all")
  void chat() throws Exception {
    serveHub();
    var one = open("/chat");
    var other = open("/chat");
    one.text("hello");
    assertEquals("TEXT hello", one.read());
    assertEquals("TEXT hello", other.read());
    other.text("zwei\nZeilen");
    assertEquals("TEXT zwei\nZeilen", one.read());
    one.close(1000);
    assertEquals("CLOSE 1000", one.read());
    assertEquals("FIN", one.read());
  }

  @Test
  @DisplayName("WS-2 the end of the source closes with 1000")
  void end() throws Exception {
    var queue = serveLines();
    queue.offer(Line.of("one"), () -> {});
    queue.offer(new Line(new byte[] {(byte) 0xff, 'x'}, Line.Ending.LF), () -> {});
    queue.offer(Line.verbatim("half"), () -> {});
    queue.end();
    var socket = open("/");
    assertEquals("TEXT one", socket.read());
    assertEquals("BINARY ff78", socket.read());
    assertEquals("TEXT half", socket.read());
    assertEquals("CLOSE 1000", socket.read());
    socket.close(1000);
    assertEquals("FIN", socket.read());
  }

  @Test
  @DisplayName("WS-3 java.net.http.WebSocket")
  void jdk() throws Exception {
    serveHub();
    var got = new LinkedBlockingQueue<String>();
    var uri = URI.create(server().uri().toString().replace("http", "ws")).resolve("/room");
    try (var client = HttpClient.newHttpClient()) {
      var socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  uri,
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket socket, CharSequence data, boolean last) {
                      got.add(data.toString());
                      socket.request(1);
                      return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                      got.add(code + " " + reason);
                      return null;
                    }
                  })
              .get();
      socket.sendText("hallo ", false).get();
      socket.sendText("Welt", true).get();
      assertEquals("hallo Welt", got.take());
      socket.sendClose(1000, "bye").get();
      assertTrue(got.take().startsWith("1000"));
    }
  }
}
