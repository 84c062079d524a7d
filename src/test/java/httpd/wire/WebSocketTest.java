package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.auth.token.ExpectedClaims;
import httpd.auth.token.MadeTokens;
import httpd.auth.token.TokenHandler;
import httpd.auth.token.TokenKeys;
import httpd.hub.HubHandler;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.split.LineLimit;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.testing.Eventually;
import httpd.testing.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "WebSockets", "To the client" and "From the client". */
class WebSocketTest extends WireTest {

  private static final String DONE = "CLOSE 1000";

  private static Handler hub() {
    return new HubHandler("hub:", 100, Presentation.DEFAULT);
  }

  private void serveHub() throws Exception {
    serve(new WebSocketHandler(hub(), Input.PUBLISHED));
  }

  private void serveLines(LineSource lines) throws Exception {
    Handler handler = request -> new Response(200, Headers.EMPTY, new Body.Lines(lines));
    serve(new WebSocketHandler(new LiveLinesHandler(handler, Presentation.DEFAULT), Input.NONE));
  }

  private RawWebSocket open(String path) throws Exception {
    return RawWebSocket.open(connect(), path, "");
  }

  private static LineQueue ended(Line... lines) {
    var queue = new LineQueue();
    queue.offer(List.of(lines), () -> {});
    queue.end();
    return queue;
  }

  private static Line piece(String text) {
    return Line.verbatim(text);
  }

  @Test
  @DisplayName("WS-10, WS-20 a text that one client sends is a message to all, whatever its lines")
  void chat() throws Exception {
    serveHub();
    var one = open("/chat");
    var other = open("/chat");
    one.text("hello");
    assertEquals("TEXT hello", one.read());
    assertEquals("TEXT hello", other.read());
    other.text("zwei\nZeilen");
    assertEquals("TEXT zwei\nZeilen", one.read());
    other.text("");
    assertEquals("TEXT", one.read());
    connect().send("POST /chat HTTP/1.1\nHost: test\nContent-Length: 4\n\npost").readHead();
    assertEquals("TEXT post", one.read());
  }

  @Test
  @DisplayName("WS-10 a message for all is framed once, and each of many clients gets it")
  void many() throws Exception {
    serveHub();
    var sockets = new RawWebSocket[40];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = open("/chat");
    }
    for (int i = 0; i < 20; i++) {
      sockets[i].text("message " + i);
      sockets[i].frame(0x89, (byte) 'p'); // Leaves the others.
      for (int j = 0; j < sockets.length; j++) {
        var read = sockets[j].read();
        if (read.equals("PONG p")) {
          read = sockets[j].read();
        } else if (j == i) {
          assertEquals("PONG p", sockets[j].read());
        }
        assertEquals("TEXT message " + i, read);
      }
    }
  }

  @Test
  @DisplayName("WS-11, WS-14 lines, bytes that are not text, and pieces")
  void kinds() throws Exception {
    serveLines(
        ended(
            Line.of("one"),
            new Line("cr".getBytes(UTF_8), Line.Ending.CR_LF),
            Line.of(""),
            new Line(new byte[] {(byte) 0x89, 'x'}, Line.Ending.LF),
            piece("in "),
            piece("pieces"),
            Line.of("!"),
            Line.of("x".repeat(70_000)),
            piece("half")));
    var socket = open("/");
    for (var message : List.of("TEXT one", "TEXT cr", "TEXT", "BINARY 8978", "TEXT in pieces!")) {
      assertEquals(message, socket.read());
    }
    assertEquals("TEXT " + "x".repeat(70_000), socket.read());
    assertEquals("TEXT half", socket.read());
    assertEquals(DONE, socket.read());
  }

  @Test
  @DisplayName("WS-14 a line in pieces that is longer than --max-line")
  void tooLongLine() throws Exception {
    int before = LineLimit.bytes();
    LineLimit.set(LineLimit.LOWEST);
    try {
      serveLines(ended(Line.of("good"), piece("x".repeat(1000)), piece("x".repeat(1000))));
      var socket = open("/");
      assertEquals("TEXT good", socket.read());
      assertEquals("CLOSE 1011 a line of more than 1024 bytes was left out", socket.read());
    } finally {
      LineLimit.set(before);
    }
  }

  @Test
  @DisplayName("WS-12 the last messages, and those after a position")
  void resumed() throws Exception {
    serveHub();
    var one = open("/chat");
    for (var text : List.of("a", "b", "c")) {
      one.text(text);
      assertEquals("TEXT " + text, one.read());
    }
    var head = connect().send(RawWebSocket.head("/chat?last=2", ""));
    var position = head.readHead().replaceAll("(?s).*Httpd-Position: (\\S+).*", "$1");
    var two = RawWebSocket.of(head);
    assertEquals("TEXT b", two.read());
    assertEquals("TEXT c", two.read());
    var three = open("/chat?after=" + position);
    assertEquals("TEXT b", three.read());
  }

  @Test
  @DisplayName("WS-13, WS-20 events as JSON in both directions, and the end of a cut")
  void json() throws Exception {
    serveHub();
    var socket = open("/chat?as=json");
    var begin = socket.read();
    assertTrue(begin.matches("TEXT \\{\"id\":\"[a-z0-9-]+\"}"), begin);
    socket.text("{\"id\":\"x7\",\"event\":\"move\",\"data\":\"e2\\ne4\"}");
    assertEquals("TEXT {\"id\":\"x7\",\"event\":\"move\",\"data\":\"e2\\ne4\"}", socket.read());
    open("/chat").text("next");
    var next = socket.read();
    var again = open("/chat?as=json&after=x7");
    assertTrue(again.read().matches("TEXT \\{\"id\":\"[a-z0-9-]+\"}"));
    assertEquals(next, again.read());
  }

  /** Lines without end, of which it is counted how many were taken. */
  private static final class Endless implements LineSource {

    private static final Line LINE = Line.of("x".repeat(1000));

    private final AtomicLong taken = new AtomicLong();

    @Override
    public Poll poll(Runnable wake) {
      taken.incrementAndGet();
      return LINE;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("WS-15 a client that does not read holds back its source")
  void slowClient() throws Exception {
    var lines = new Endless();
    serveLines(lines);
    RawWebSocket.open(connect(4096), "/", "");
    Eventually.rests(lines.taken::get);
    assertTrue(lines.taken.get() < 16_384, () -> lines.taken + " KiB");
  }

  @Test
  @DisplayName("WS-15 a client that falls behind others is closed with 1008")
  void tooSlow() throws Exception {
    serveHub();
    var slow = RawWebSocket.open(connect(4096), "/chat", "");
    var fast = open("/chat");
    var text = "x".repeat(100_000);
    for (int i = 0; i < 100; i++) {
      fast.text(text);
      assertEquals("TEXT " + text, fast.read());
    }
    var last = slow.read();
    while (last.startsWith("TEXT")) {
      last = slow.read();
    }
    assertEquals("CLOSE 1008 the client is too slow", last);
  }

  @ParameterizedTest
  @CsvSource({"400,1008", "403,1008", "413,1009", "415,1003", "500,1011", "503,1013", "507,1013"})
  @DisplayName("WS-21 what a POST is refused, by the status of the refusal")
  void refusals(int status, int code) throws Exception {
    var queue = new LineQueue();
    serve(
        new WebSocketHandler(
            request -> {
              if (request.method().equals("POST")) {
                throw new HttpException(status, "because of " + request.text());
              }
              return new Response(200, Headers.EMPTY, new Body.Lines(queue));
            },
            Input.PUBLISHED));
    assertEquals("CLOSE " + code + " because of it", open("/").text("it").read());
  }

  @Test
  @DisplayName("WS-21, WS-24 bytes, and a message that is too long for a hub")
  void wrongMessages() throws Exception {
    serveHub();
    var bytes = open("/chat").frame(0x82, (byte) 1);
    assertEquals("CLOSE 1003 what is published here is text", bytes.read());
    var tooLong = open("/chat").frame(0x01, new byte[LineLimit.DEFAULT]).frame(0x80, (byte) 1);
    assertTrue(tooLong.read().startsWith("CLOSE 1009 "));
    assertEquals("FIN", tooLong.read());
  }

  @Test
  @DisplayName("WS-20 the rights of a token hold for each message")
  void rights(@TempDir Path folder) throws Exception {
    var keys = TokenKeys.read(List.of(MadeTokens.write(folder.resolve("k"), MadeTokens.SECRET)));
    var guarded = TokenHandler.of(keys, ExpectedClaims.NONE, hub());
    serve(new WebSocketHandler(guarded, Input.PUBLISHED));
    var claims = "{\"exp\":%s,\"httpd\":{%s\"subscribe\":[\"*\"]}}";
    var exp = MadeTokens.now() + 600;
    var both =
        MadeTokens.hs256("{\"alg\":\"HS256\"}", claims.formatted(exp, "\"publish\":[\"*\"],"));
    var reader = MadeTokens.hs256("{\"alg\":\"HS256\"}", claims.formatted(exp, ""));
    var writes = RawWebSocket.open(connect(), "/", "Authorization: Bearer " + both + "\n");
    var reads = RawWebSocket.open(connect(), "/", "Authorization: Bearer " + reader + "\n");
    writes.text("hello");
    assertEquals("TEXT hello", reads.read());
    assertTrue(reads.text("no").read().startsWith("CLOSE 1008 "));
    assertTrue(connect().send(RawWebSocket.head("/", "")).readHead().startsWith("HTTP/1.1 401 "));
  }

  @Test
  @DisplayName("WS-26 what has come whole is published, also if its client leaves")
  void lastWords() throws Exception {
    serveHub();
    var reader = open("/chat");
    var all = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      all.writeBytes(RawWebSocket.framed(0x81, ("m" + i).getBytes(UTF_8)));
    }
    all.writeBytes(RawWebSocket.framed(0x01, (byte) 'x'));
    open("/chat").client().sendBytes(all.toByteArray()).halfClose();
    for (int i = 0; i < 100; i++) {
      assertEquals("TEXT m" + i, reader.read());
    }
    assertEquals("TEXT next", reader.text("next").read());
  }

  private static Response echo(Request request) {
    request.body().asPieces();
    return new Response(200, Headers.EMPTY, new Body.Lines(request.body()));
  }

  @Test
  @DisplayName("WS-22 texts are lines of an input, and bytes pass unchanged")
  void standardInput() throws Exception {
    serve(new WebSocketHandler(WebSocketTest::echo, Input.STANDARD_INPUT));
    var socket = open("/").text("a text").frame(0x82, "by".getBytes(UTF_8));
    socket.frame(0x82, "tes\nand".getBytes(UTF_8)).text(" more");
    assertEquals("TEXT a text", socket.read());
  }

  @Test
  @DisplayName("WS-23 nothing can be written to lines alone")
  void readOnly() throws Exception {
    serveLines(new LineQueue());
    assertEquals("CLOSE 1008 nothing can be written here", open("/").text("x").read());
  }

  @Test
  @DisplayName("WS-25, WS-46 a client is not read while its messages wait; if it goes, it is found")
  void unreadMessages() throws Exception {
    var released = new CountDownLatch(1);
    var queue =
        new ForwardingSource(new LineQueue()) {
          @Override
          public void close() {
            super.close();
            released.countDown();
          }
        };
    serve(
        config().withHeartbeat(Duration.ofMillis(50)),
        new WebSocketHandler(
            request -> new Response(200, Headers.EMPTY, new Body.Lines(queue)),
            Input.STANDARD_INPUT));
    var socket = open("/");
    var sent = new AtomicLong();
    byte[] frame = RawWebSocket.framed(0x81, new byte[10_000]);
    var sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  socket.client().sendBytes(frame);
                  sent.incrementAndGet();
                }
              } catch (IOException closed) {
                sent.set(-1);
              }
            });
    Eventually.rests(sent::get);
    assertTrue(sent.get() > 0 && sent.get() < 2_000, () -> sent + " messages of 10 KB");
    assertEquals(1, released.getCount(), "it is cut");
    socket.client().close();
    sender.join();
    assertTrue(released.await(30, TimeUnit.SECONDS), "the lines are not closed");
  }

  @Test
  @DisplayName("WS-42 the client of the JDK, with a text in fragments")
  void jdk() throws Exception {
    serveHub();
    var got = new LinkedBlockingQueue<String>();
    var uri = URI.create(server().uri().toString().replace("http", "ws")).resolve("/room");
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            got.add(data.toString());
            socket.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            got.add(code + " " + reason);
            return null;
          }
        };
    try (var client = HttpClient.newHttpClient()) {
      var socket = client.newWebSocketBuilder().buildAsync(uri, listener).get();
      socket.sendText("hallo ", false).get();
      socket.sendText("Welt", true).get();
      assertEquals("hallo Welt", got.take());
      socket.sendClose(1000, "bye").get();
      assertEquals("1000 ", got.take());
    }
  }
}
