package httpd.server.answer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.CloseReason;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Poll;
import httpd.testing.RawWebSocket;
import httpd.websocket.OutgoingMessages;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "WebSockets", "Frames": when a client is pinged, on a clock of the test. */
class PingTimerTest {

  private static final byte[] PING = {(byte) 0x89, 0};

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final OutgoingMessages outgoing =
      OutgoingMessages.of(
          new LineQueue(),
          new OutgoingMessages.Listener() {
            @Override
            public void closes(CloseReason reason) {}

            @Override
            public void closeIsSent() {}
          });
  private final MessageInput input = new MessageInput(Limits.standard(), channel, outgoing);
  private final AtomicInteger dead = new AtomicInteger();

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void hear(int first) {
    var bytes = Unpooled.wrappedBuffer(RawWebSocket.framed(first));
    input.accept(bytes);
    bytes.release();
  }

  private void assertPing() {
    assertArrayEquals(PING, assertInstanceOf(Line.class, outgoing.poll(() -> {})).content());
    assertQuiet();
  }

  private void assertQuiet() {
    assertEquals(Poll.PENDING, outgoing.poll(() -> {}));
  }

  @Test
  @DisplayName("WS-44 each silence of a heartbeat has a ping, after a pong and after a message")
  void silences() {
    channel.freezeTime();
    var policy = new EventStreamPolicy(Duration.ofSeconds(15), Duration.ZERO);
    var pings = new PingTimer(channel.eventLoop(), policy, outgoing, input, dead::incrementAndGet);
    pings.start();
    pass(14);
    assertQuiet();
    pass(1);
    assertPing();
    for (int i = 0; i < 4; i++) {
      hear(0x8a);
      pass(15);
      assertPing();
    }
    pass(5);
    hear(0x01); // A part of one: a whole message would wait for a reader.
    pass(14);
    assertQuiet();
    pass(1);
    assertPing();
    pass(15);
    assertQuiet();
    assertEquals(0, dead.get());
    pass(15);
    assertEquals(1, dead.get());
    pings.stop();
    input.end(true);
    outgoing.close();
  }
}
