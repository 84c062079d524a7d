package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Proxy": servers that others have made, and a browser that asks through it. */
class ProxiedPeersInBrowserIT extends BrowserTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @DisplayName("W-1 a browser's fetch gets the lines of each, and its EventSource the events")
  void browser(RealUpstream kind) throws Exception {
    try (var upstream = kind.start(folder);
        var server = upstream.behindProxy()) {
      var tab = open(server.address().getPort(), "/page");
      assertEquals(RealUpstream.LINES, tab.evaluate("fetch('/lines').then(got => got.text())"));
      assertEquals(
          "one,two,three",
          tab.evaluate(
              """
              new Promise(resolve => {
                const seen = [];
                const source = new EventSource("/events");
                source.onmessage = event => seen.push(event.data);
                source.onerror = () => { source.close(); resolve(seen); };
              })\
              """));
    }
  }

  @Test
  @DisplayName("W-91 a browser's WebSocket has its messages echoed, and its farewell")
  void webSocket() throws Exception {
    try (var web = new MockWebServer()) {
      web.start();
      web.enqueue(new MockResponse.Builder().webSocketUpgrade(new Echo()).build());
      var url = "http://127.0.0.1:" + web.getPort() + "/";
      try (var upstream = new RealUpstream.Running(url, () -> {});
          var server = upstream.behindProxy()) {
        var tab = open(server.address().getPort(), "/page");
        assertEquals(
            "1000 in order, 1000 enough true",
            tab.evaluate(
                """
                new Promise(resolve => {
                  let seen = 0;
                  const socket = new WebSocket(`ws://${location.host}/chat`);
                  socket.onopen = () => {
                    for (let i = 0; i < 1000; i++) socket.send(`message ${i}`);
                  };
                  socket.onmessage = message => {
                    if (message.data !== `message ${seen}`) resolve(`${message.data} at ${seen}`);
                    if (++seen === 1000) socket.close(1000, "enough");
                  };
                  socket.onclose = end =>
                    resolve(`${seen} in order, ${end.code} ${end.reason} ${end.wasClean}`);
                })\
                """));
      }
    }
  }

  private static final class Echo extends WebSocketListener {
    @Override
    public void onMessage(WebSocket socket, String text) {
      socket.send(text);
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(code, reason);
    }
  }
}
