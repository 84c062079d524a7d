package httpd.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.pump.LinePump;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a stream ends: once, whatever comes together. */
class StreamEndsTest extends PumpTest {

  private void assertEndsOnce(CloseReason expected, Consumer<StreamWriter> ending) {
    var stream = start();
    ending.accept(stream);
    channel.runPendingTasks();
    for (var reason : CloseReason.values()) {
      stream.close(reason);
    }
    source.wake.run();
    setWritable(false);
    stream.writabilityChanged();
    setWritable(true);
    stream.writabilityChanged();
    channel.runPendingTasks();
    assertEquals(LinePump.State.DONE, stream.state());
    assertEquals(List.of(expected), ends);
    assertEquals(1, source.closes);
    boolean whole = expected == CloseReason.COMPLETED;
    assertEquals(HEAD + (whole ? "0\r\n\r\n" : ""), sent());
    assertEquals(whole, channel.isOpen());
  }

  @Test
  @DisplayName("S-4 an end is written once and told once")
  void anEndIsWrittenAndToldOnce() {
    assertEndsOnce(CloseReason.COMPLETED, stream -> woken(Poll.END));
  }

  @Test
  @DisplayName("S-30 a failure cuts and is told once")
  void aFailureCutsAndIsToldOnce() {
    assertEndsOnce(
        CloseReason.SOURCE_FAILED, stream -> woken(new Poll.Failed(new IOException("as asked"))));
  }

  @Test
  @DisplayName("S-30 a poll that throws is a failure")
  void aPollThatThrowsIsAFailure() {
    assertEndsOnce(
        CloseReason.SOURCE_FAILED,
        stream -> {
          source.withinPoll =
              () -> {
                throw new IllegalStateException("a source that breaks its contract");
              };
          source.wake.run();
        });
  }

  @Test
  @DisplayName("S-40 a client that has gone is told once")
  void aClientThatHasGoneIsToldOnce() {
    assertEndsOnce(CloseReason.CLIENT_GONE, stream -> stream.close(CloseReason.CLIENT_GONE));
  }

  @Test
  @DisplayName("S-90 a stop cuts and is told once")
  void aStopCutsAndIsToldOnce() {
    assertEndsOnce(CloseReason.SERVER_STOPPED, stream -> stream.close(CloseReason.SERVER_STOPPED));
  }

  @Test
  @DisplayName("S-41 a close within the flush of a turn is final")
  void aCloseWithinTheFlushOfATurnIsFinal() {
    for (Poll answer : List.of(Poll.PENDING, Line.of("x".repeat(63)))) {
      var own = new StreamEndsTest();
      own.source.otherwise = answer;
      var stream = own.stream(Framing.CHUNKED);
      own.wire.whenFlushed = () -> stream.close(CloseReason.CLIENT_GONE);
      stream.start();
      int polls = own.source.polls;
      own.source.wake.run();
      own.channel.runPendingTasks();
      assertEquals(LinePump.State.DONE, stream.state());
      assertEquals(polls, own.source.polls);
      assertEquals(List.of(CloseReason.CLIENT_GONE), own.ends);
      assertEquals(1, own.source.closes);
      own.takeDown();
    }
  }

  @Test
  @DisplayName("S-30 a stream is complete only once its end is written")
  void itIsCompleteOnlyOnceItsEndIsWritten() {
    start();
    wire.keeps = true;
    woken(Poll.END);
    channel.runPendingTasks();
    assertEquals(List.of(), ends);
    assertEquals(1, source.closes);
    wire.failAll(); // The client left meanwhile.
    assertEquals(List.of(CloseReason.CLIENT_GONE), ends);
  }

  @Test
  @DisplayName("S-30 the lines before a failure leave before the cut")
  void theLinesBeforeAFailureLeaveBeforeTheCut() {
    start();
    wire.keeps = true;
    source.give(Line.of("good"));
    woken(new Poll.Failed(new IOException("as asked")));
    channel.runPendingTasks();
    assertTrue(channel.isOpen(), "cut before the line has left");
    assertFalse(wire.kept.isEmpty());
  }

  @Test
  @DisplayName("S-34 a client that reads nothing after a failure is cut after ten seconds")
  void aClientThatReadsNothingBehindAFailureIsCutAfterTenSeconds() {
    channel.freezeTime();
    start();
    wire.keeps = true;
    woken(new Poll.Failed(new IOException("as asked")));
    channel.runPendingTasks();
    channel.advanceTimeBy(9, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertTrue(channel.isOpen());
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isOpen());
  }

  @Test
  @DisplayName("S-40 a wake-up after the end of the event loop closes the source")
  void aWakeUpBehindTheEndOfTheLoopClosesTheSource() throws Exception {
    var loop = new DefaultEventLoop();
    var orphan = new LocalChannel();
    loop.register(orphan).sync();
    orphan.pipeline().addLast(new HttpServerCodec(), new ChannelInboundHandlerAdapter());
    @Nullable StreamWriter[] stream = new StreamWriter[1];
    loop.submit(
            () -> {
              var exchange = orphan.pipeline().lastContext();
              stream[0] =
                  new StreamWriter(
                      exchange,
                      exchange.pipeline().context(CombinedChannelDuplexHandler.class),
                      source,
                      Framing.CHUNKED,
                      null,
                      trailers,
                      null,
                      (reason, cause) -> ends.add(reason));
              stream[0].start();
            })
        .sync();
    orphan.close().sync();
    loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    assertEquals(0, source.closes, "nobody has told this stream that its channel is closed");
    source.wake.run();
    assertEquals(1, source.closes);
  }
}
