package httpd.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.line.Line;
import httpd.line.Poll;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a close may look like the end of a body: once the kernel has the last byte. */
class LastByteTest extends PumpTest {

  private static final int RESET = 0;
  private static final int FIN = -1;

  @Test
  @DisplayName(
      "S-100 a body that ends with the connection: a close is a reset until all is written")
  void aCloseIsAResetUntilAllIsWritten() {
    stream(Framing.UNTIL_CLOSE).start();
    wire.keeps = true;
    source.give(Line.of("last"));
    woken(Poll.END);
    channel.runPendingTasks();
    assertEquals(RESET, channel.linger, "the last line waits in the server");
    wire.succeedAll();
    assertEquals(FIN, channel.linger);
    assertEquals(List.of(CloseReason.COMPLETED), ends);
  }

  @Test
  @DisplayName("S-100 the same whether the lines were written before the end or not")
  void aCloseIsAResetFromTheHeadOn() {
    stream(Framing.UNTIL_CLOSE).start();
    assertEquals(RESET, channel.linger);
    woken(Line.of("x"));
    channel.runPendingTasks();
    assertEquals(RESET, channel.linger);
  }

  @Test
  @DisplayName("S-101 an end that cannot be written closes the connection, by a reset")
  void anEndThatCannotBeWrittenIsAReset() {
    stream(Framing.UNTIL_CLOSE).start();
    wire.keeps = true;
    woken(Poll.END);
    channel.runPendingTasks();
    assertTrue(channel.isOpen());
    wire.failAll();
    channel.runPendingTasks();
    assertEquals(RESET, channel.linger);
    assertFalse(channel.isOpen(), "the client would wait for ever");
    assertEquals(List.of(CloseReason.CLIENT_GONE), ends);
  }

  @Test
  @DisplayName("S-101 an end whose trailers fail is no end: the stream is cut, and told once")
  void trailersThatFail() {
    trailers =
        () -> {
          throw new IllegalStateException("as asked");
        };
    start();
    woken(Poll.END);
    channel.runPendingTasks();
    assertEquals(HEAD, sent());
    assertFalse(channel.isOpen());
    assertEquals(List.of(CloseReason.SOURCE_FAILED), ends);
    assertEquals(1, source.closes);
  }
}
