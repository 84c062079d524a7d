package httpd.server.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Response;
import httpd.server.answer.AnswerBytes;
import httpd.server.answer.DoneLog;
import httpd.server.answer.ExchangeLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, S-304 and S-305: the writes of short answers. */
class TurnAnswersTest {

  /** A socket that may be full. */
  private static final class Socket extends ChannelOutboundHandlerAdapter {
    @Nullable ChannelPromise full;
    boolean isFull;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      full = isFull ? promise : null;
      context.write(message, isFull ? context.newPromise() : promise);
    }
  }

  private final Socket socket = new Socket();
  private final EmbeddedChannel channel = new EmbeddedChannel(socket, new ResponseEncoder());
  private final TurnBuffer buffer = new TurnBuffer();
  private final List<String> told = new ArrayList<>();
  private final TurnAnswers.Owner owner =
      new TurnAnswers.Owner() {
        @Override
        public void answersWait() {
          told.add("wait");
        }

        @Override
        public void answersAreWritten() {
          told.add("written");
        }

        @Override
        public CloseReason whyGone() {
          return CloseReason.CLIENT_GONE;
        }

        @Override
        public void end() {
          told.add("end");
        }
      };
  private final TurnAnswers turn = new TurnAnswers(owner, channel, () -> buffer);

  private final ExchangeLog log = new DoneLog(reason -> told.add(reason.name()));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void add(String body) {
    var bytes = body.getBytes(ISO_8859_1);
    assertTrue(turn.add(AnswerBytes.of(Response.text(body), bytes), log));
    turn.flushAtItsEnd();
  }

  /** The next write, with its heads cut down to their lengths. */
  private @Nullable String written() {
    ByteBuf bytes = channel.readOutbound();
    if (bytes == null) {
      return null;
    }
    var text = bytes.toString(ISO_8859_1);
    bytes.release();
    return text.replaceAll("(?s)HTTP/1.1 200 OK.*?content-length: (\\d+)\r\n\r\n", "$1:");
  }

  @Test
  @DisplayName("S-304 answers to what was read together are one write, and logged with it")
  void together() {
    turn.readBegins();
    add("one");
    add("");
    add("three");
    assertNull(written());
    assertEquals(List.of(), told);
    turn.readEnds();
    assertEquals("3:one0:5:three", written());
    assertNull(written());
    assertEquals(List.of("COMPLETED", "COMPLETED", "COMPLETED"), told);
  }

  @Test
  @DisplayName("S-304 an answer of a thread is written at once, with those to requests that waited")
  void outsideOfRead() {
    add("alone");
    assertEquals("5:alone", written());
    assertTrue(turn.advanceBegins());
    add("one");
    assertFalse(turn.advanceBegins());
    add("two");
    assertNull(written());
    turn.advanceEnds();
    assertEquals("3:one3:two", written());
  }

  @Test
  @DisplayName("S-304 more than 64 KiB are several writes, and longer answers are not taken")
  void large() {
    turn.readBegins();
    add("x".repeat(32_768));
    add("y".repeat(32_768));
    assertEquals("32768:" + "x".repeat(32_768), written());
    assertNull(written());
    assertFalse(
        turn.add(AnswerBytes.of(Response.text(""), new byte[65_536]), log), "longer than a turn");
    turn.readEnds();
    assertEquals("32768:" + "y".repeat(32_768), written());
  }

  @Test
  @DisplayName("S-304 what a turn that broke off has left goes to no other connection")
  void otherConnection() {
    turn.readBegins();
    add("mine");
    var other = new EmbeddedChannel(new ResponseEncoder());
    var next = new TurnAnswers(owner, other, () -> buffer);
    next.add(AnswerBytes.of(Response.text("theirs"), "theirs".getBytes(ISO_8859_1)), log);
    assertEquals("4:mine", written());
    next.flush();
    ByteBuf theirs = other.readOutbound();
    assertNotNull(theirs);
    assertTrue(theirs.toString(ISO_8859_1).endsWith("\r\n\r\ntheirs"));
    theirs.release();
    other.finishAndReleaseAll();
  }

  @Test
  @DisplayName("S-305 a full socket delays the log and the next request until it has room")
  void full() {
    socket.isFull = true;
    add("one");
    assertTrue(turn.isBehind());
    assertEquals(List.of("wait"), told);
    assertNotNull(socket.full);
    socket.full.setSuccess();
    assertFalse(turn.isBehind());
    assertEquals(List.of("wait", "COMPLETED", "written"), told);
  }

  @Test
  @DisplayName("S-305 answers that are not written when the client leaves are logged so")
  void gone() {
    socket.isFull = true;
    add("one");
    turn.readBegins();
    add("two");
    turn.gone();
    assertEquals(List.of("wait", "CLIENT_GONE"), told);
    assertNotNull(socket.full);
    socket.full.setFailure(new java.nio.channels.ClosedChannelException());
    assertEquals(List.of("wait", "CLIENT_GONE", "CLIENT_GONE"), told);
    assertFalse(channel.isOpen());
  }
}
