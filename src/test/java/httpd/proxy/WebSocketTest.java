package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** W-91 and W-93 with the JDK's WebSocket client and OkHttp's WebSocket server. */
class WebSocketTest extends ProxyTest {

  private static final int MESSAGES = 10_000;
  private static final int PATIENCE_SECONDS = 60;

  /** Sends back what comes, and as many of its own meanwhile. */
  private static final class Echo extends WebSocketListener {
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private Thread sender = new Thread(() -> {});

    @Override
    public void onOpen(okhttp3.WebSocket socket, Response response) {
      sender =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < MESSAGES; i++) {
                  socket.send("own " + i);
                }
              });
    }

    @Override
    public void onMessage(okhttp3.WebSocket socket, String text) {
      socket.send(text);
    }

    @Override
    public void onClosing(okhttp3.WebSocket socket, int code, String reason) {
      socket.close(code, reason);
    }

    @Override
    public void onClosed(okhttp3.WebSocket socket, int code, String reason) {
      closed.complete(code + " " + reason);
    }

    @Override
    public void onFailure(okhttp3.WebSocket socket, Throwable broken, Response response) {
      closed.completeExceptionally(broken);
    }
  }

  /** Counts what comes, each kind in order. */
  private static final class Counting implements WebSocket.Listener {
    private final CompletableFuture<Void> all = new CompletableFuture<>();
    private final AtomicInteger echoes = new AtomicInteger();
    private final AtomicInteger own = new AtomicInteger();
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      message.append(text);
      if (last) {
        take(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void take(String text) {
      var words = text.split(" ", 3);
      var counter = words[0].equals("own") ? own : echoes;
      if (Integer.parseInt(words[1]) != counter.getAndIncrement()) {
        all.completeExceptionally(new AssertionError(text + " is out of order"));
      }
      if (echoes.get() == MESSAGES && own.get() == MESSAGES) {
        all.complete(null);
      }
    }

    @Override
    public void onError(WebSocket socket, Throwable broken) {
      all.completeExceptionally(broken);
    }
  }

  @Test
  @DisplayName("W-91 ten thousand messages in both directions at the same time")
  void tenThousandMessagesBothWaysAtOnce() throws Exception {
    var echo = new Echo();
    var counting = new Counting();
    try (var web = new MockWebServer();
        var http = HttpClient.newHttpClient()) {
      web.start();
      web.enqueue(new MockResponse.Builder().webSocketUpgrade(echo).build());
      serve("/", proxy("http://127.0.0.1:" + web.getPort() + "/"));
      var socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  URI.create(server().uri().toString().replace("http:", "ws:") + "chat"), counting)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      for (int i = 0; i < MESSAGES; i++) {
        var text = "echo " + i + " " + "x".repeat(i % 200);
        socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      counting.all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      socket.sendClose(1000, "enough").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertEquals("1000 enough", echo.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      echo.sender.join();
      var asked = web.takeRequest();
      assertEquals("websocket", asked.getHeaders().get("Upgrade"));
      assertTrue(asked.getHeaders().get("Via").contains("httpd"));
    }
    assertEquals("", log.text());
  }
}
