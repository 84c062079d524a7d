package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.CloseReason;
import httpd.Headers;
import httpd.Response;
import httpd.line.AfterLastLine;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.server.AccessEvent;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "WebSockets", "Closing" and "Frames" on the wire. */
class WebSocketEndsTest extends WireTest {

  private final LineQueue queue = new LineQueue();
  private final CountDownLatch released = new CountDownLatch(1);
  private final BlockingQueue<AccessEvent> done = new LinkedBlockingQueue<>();

  /** The lines, which tell when they are closed. */
  private LineSource lines() {
    return new ForwardingSource(queue) {
      @Override
      public void close() {
        super.close();
        released.countDown();
      }
    };
  }

  private RawWebSocket open() throws Exception {
    return open(config());
  }

  private RawWebSocket open(ServerConfig config) throws Exception {
    serve(
        config.withAccessLog(event -> {
          if (event.phase() == AccessEvent.Phase.DONE) {
            done.add(event);
          }
        }),
        new WebSocketHandler(
            request -> new Response(200, Headers.EMPTY, new Body.Lines(lines())),
            Input.STANDARD_INPUT));
    return RawWebSocket.open(connect(), "/", "");
  }

  private void offer(String text) {
    queue.offer(Line.of(text), () -> {});
  }

  private void assertEnd(CloseReason reason, long lines, long bytes) throws Exception {
    assertTrue(released.await(30, TimeUnit.SECONDS), "the lines are not closed");
    var event = done.poll(10, TimeUnit.SECONDS);
    assertEquals(101, event.status());
    assertEquals(reason, event.reason());
    assertEquals(lines, event.lines());
    assertEquals(bytes, event.bytes());
  }

  @Test
  @DisplayName("WS-30, WS-36 the end of the lines closes with 1000")
  void end() throws Exception {
    var socket = open();
    offer("one");
    offer("two!");
    queue.end();
    assertEquals("TEXT one", socket.read());
    assertEquals("TEXT two!", socket.read());
    assertEquals("CLOSE 1000", socket.read());
    socket.close(1000);
    assertEquals("FIN", socket.read());
    assertEnd(CloseReason.COMPLETED, 2, 9);
  }

  /** As of a command that exits with a status. */
  private static final class Exited extends IOException implements AfterLastLine {

    private static final long serialVersionUID = 1L;

    @Override
    public String reason() {
      return "exited with status 3";
    }
  }

  @Test
  @DisplayName("WS-30, WS-31 lines that fail close with 1011 and what a client may know")
  void failure() throws Exception {
    var socket = open();
    offer("one");
    queue.fail(new IOException("a secret"));
    assertEquals("TEXT one", socket.read());
    assertEquals("CLOSE 1011 the source has failed", socket.read());
    socket.close(1011);
    assertEquals("FIN", socket.read());
    assertEnd(CloseReason.SOURCE_FAILED, 1, 4);
    Eventually.holds("logged", () -> log.text().contains("a secret"));
  }

  @Test
  @DisplayName("WS-31 a status is the reason")
  void exit() throws Exception {
    var socket = open();
    queue.fail(new Exited());
    assertEquals("CLOSE 1011 exited with status 3", socket.read());
  }

  @Test
  @DisplayName("WS-32 a stop closes with 1001, after what was there")
  void stop() throws Exception {
    var socket = open(config().withDrain(Duration.ofSeconds(5)));
    offer("one");
    assertEquals("TEXT one", socket.read());
    var stopper = Thread.ofPlatform().start(server()::close);
    assertEquals("CLOSE 1001 the server is stopping", socket.read());
    socket.close(1001);
    assertEquals("FIN", socket.read());
    stopper.join();
    assertEnd(CloseReason.SERVER_STOPPED, 1, 4);
  }

  @Test
  @DisplayName("WS-32 a right that ends closes with 1008")
  void expired() throws Exception {
    serve(
        new WebSocketHandler(
            request ->
                new Response(
                    200,
                    Headers.EMPTY,
                    new Body.Lines(
                        new ForwardingSource(queue) {
                          @Override
                          public long remainingNanos() {
                            return 1_000_000;
                          }
                        })),
            Input.NONE));
    var socket = RawWebSocket.open(connect(), "/", "");
    assertEquals("CLOSE 1008 the token has expired", socket.read());
  }

  @ParameterizedTest
  @CsvSource({"1000", "1001", "3000", "4999"})
  @DisplayName("WS-33 the client's close is answered with its code and releases the lines")
  void clientCloses(int code) throws Exception {
    var socket = open();
    socket.close(code);
    assertEquals("CLOSE " + code, socket.read());
    assertEquals("FIN", socket.read());
    assertEnd(CloseReason.CLIENT_GONE, 0, 0);
  }

  @Test
  @DisplayName("WS-33 a close without a code, and one that a FIN follows")
  void clientClosesAndLeaves() throws Exception {
    var socket = open();
    socket.frame(0x88).client().halfClose();
    assertEquals("CLOSE", socket.read());
    assertEquals("FIN", socket.read());
    assertEnd(CloseReason.CLIENT_GONE, 0, 0);
  }

  @Test
  @DisplayName("WS-34 a client that does not answer the close gets a FIN, at a stop as well")
  void unansweredClose() throws Exception {
    var socket = open(config().withDrain(Duration.ofSeconds(30)));
    queue.end();
    assertEquals("CLOSE 1000", socket.read());
    var stopper = Thread.ofPlatform().start(server()::close);
    assertEquals("FIN", socket.read());
    socket.client().close();
    stopper.join();
    assertEnd(CloseReason.COMPLETED, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  @DisplayName("WS-35 a client that leaves, by a FIN or a reset, is not an end")
  void clientLeaves(boolean byReset) throws Exception {
    var socket = open();
    offer("one");
    assertEquals("TEXT one", socket.read());
    if (byReset) {
      socket.client().reset();
    } else {
      socket.client().halfClose();
      assertFalse(socket.read().startsWith("CLOSE"));
    }
    assertEnd(CloseReason.CLIENT_GONE, 1, 4);
  }

  @ParameterizedTest
  @CsvSource({"c1,1002", "83,1002", "80,1002", "09,1002"})
  @DisplayName("WS-34, WS-40 what breaks the protocol, and all that is sent after it")
  void broken(String first, int code) throws Exception {
    var socket = open();
    byte[] rest = RawWebSocket.framed(0x82, new byte[100_000]);
    socket.frame(Integer.parseInt(first, 16), (byte) 'x').client().sendBytes(rest);
    assertTrue(socket.read().startsWith("CLOSE " + code + " "));
    assertEquals("FIN", socket.read());
    assertEnd(CloseReason.CLIENT_GONE, 0, 0);
  }

  @Test
  @DisplayName("WS-41 a text that is not UTF-8")
  void notUtf8() throws Exception {
    var socket = open().frame(0x01, (byte) 0xff);
    assertEquals("CLOSE 1007 a text that is not UTF-8", socket.read());
  }

  @Test
  @DisplayName("WS-43 a ping is answered, and of many the last")
  void pings() throws Exception {
    var socket = open().frame(0x89, (byte) 'a');
    assertEquals("PONG a", socket.read());
    var many = new ByteArrayOutputStream();
    for (char c = 'b'; c <= 'z'; c++) {
      many.writeBytes(RawWebSocket.framed(0x89, (byte) c));
    }
    socket.client().sendBytes(many.toByteArray());
    var answer = socket.read();
    while (!answer.equals("PONG z")) {
      assertTrue(answer.startsWith("PONG "), answer);
      answer = socket.read();
    }
  }

  @Test
  @DisplayName("WS-44 a silent client is pinged, and cut if it does not answer")
  void silentClient() throws Exception {
    var socket = open(config().withHeartbeat(Duration.ofMillis(50)));
    assertEquals("PING", socket.read());
    for (int i = 0; i < 5; i++) {
      socket.frame(0x8a);
      assertEquals("PING", socket.read());
    }
    var end = socket.read();
    assertTrue(end.equals("FIN") || end.equals("RESET"), end);
    assertEnd(CloseReason.CLIENT_GONE, 0, 0);
  }
}
