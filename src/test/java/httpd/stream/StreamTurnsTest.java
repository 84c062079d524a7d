package httpd.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.pump.LinePump;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a stream polls, writes and flushes. */
class StreamTurnsTest extends PumpTest {

  @Test
  @DisplayName("S-20 the head leaves before the first line")
  void theHeadLeavesBeforeTheFirstLine() {
    var stream = start();
    assertEquals(HEAD, sent());
    assertEquals(LinePump.State.WAITING_FOR_SOURCE, stream.state());
    source.give(Line.of("a"));
    source.wake.run();
    channel.runPendingTasks();
    assertEquals("2\r\na\n\r\n", sent());
  }

  @Test
  @DisplayName("S-21 lines that are there together share a flush")
  void allThatIsThereLeavesInOrderWithOneFlush() {
    var lines = List.of(Line.of("a"), Line.of("b".repeat(200_000)), Line.of(""), Line.of("c"));
    lines.forEach(source::give);
    var expected = new StringBuilder(HEAD);
    for (var line : lines) {
      expected.append(Integer.toHexString(line.length())).append("\r\n");
      expected.append(line.text()).append("\n\r\n");
    }
    start();
    channel.runPendingTasks();
    assertEquals(expected.toString(), sent());
    assertTrue(wire.flushes <= 5, wire.flushes + " flushes"); // The long line takes four turns.
    source.give(Line.of("d"), Line.of("e"));
    int before = wire.flushes;
    source.wake.run();
    channel.runPendingTasks();
    assertEquals("2\r\nd\n\r\n2\r\ne\n\r\n", sent());
    assertEquals(before + 1, wire.flushes);
  }

  @Test
  @DisplayName("S-22 a turn is bounded, ends with a flush, and others come before the next")
  void aTurnIsBoundedAndEndsWithAFlushAndOthersComeBeforeTheNext() {
    source.otherwise = Line.of("x".repeat(63));
    start();
    int first = source.polls;
    assertTrue(first > 100 && first <= 1024, "polled " + first + " lines of 64 bytes in a turn");
    assertEquals(HEAD.length() + first * (64 + 6), sent().length());
    channel.eventLoop().execute(() -> source.otherwise = Poll.END);
    channel.runPendingTasks();
    assertEquals(2 * first + 1, source.polls, "one more turn, then the other task, then the end");
    assertEquals(List.of(CloseReason.COMPLETED), ends);
  }

  @Test
  @DisplayName("S-21 a wake-up within the poll is not lost")
  void aWakeUpWithinThePollIsNotLost() {
    source.withinPoll =
        () -> {
          source.withinPoll = () -> {};
          source.wake.run();
          source.give(Poll.PENDING, Line.of("a"));
        };
    onLoop(this::start);
    channel.runPendingTasks();
    assertEquals(HEAD + "2\r\na\n\r\n", sent());
  }

  @Test
  @DisplayName("L-2 a wake-up only asks for a turn on the loop")
  void aWakeUpOnlyAsksForATurnOnTheLoop() throws Exception {
    start();
    int polls = source.polls;
    var waker = Thread.ofPlatform().start(source.wake);
    waker.join();
    assertEquals(polls, source.polls, "polled on the waker's thread");
    channel.runPendingTasks();
    assertEquals(polls + 1, source.polls);
  }

  @Test
  @DisplayName("S-50 nothing is polled for a full channel until it is drained")
  void aFullChannelIsNotPolledForUntilItIsDrained() {
    setWritable(false);
    var stream = start();
    assertEquals(LinePump.State.WAITING_FOR_SINK, stream.state());
    assertEquals(HEAD, sent());
    stream.writabilityChanged();
    source.wake.run();
    channel.runPendingTasks();
    assertEquals(0, source.polls);
    source.give(Line.of("a"));
    setWritable(true);
    stream.writabilityChanged();
    assertEquals("2\r\na\n\r\n", sent());
  }

  @Test
  @DisplayName("S-22 a writability change within a turn is no turn within it")
  void aWritabilityChangeCountsOnlyForOneWhoWaitsForTheClient() {
    var stream = start();
    int polls = source.polls;
    stream.writabilityChanged(); // It waits for a line.
    assertEquals(polls, source.polls);
    source.otherwise = Line.of("x".repeat(63));
    wire.whenFlushed = // As the flush of a turn does that drains the channel.
        () -> {
          wire.whenFlushed = () -> {};
          stream.writabilityChanged();
        };
    stream.start();
    int turn = source.polls - polls;
    assertTrue(turn <= 1024, "polled " + turn + " lines in one turn");
    stream.close(CloseReason.CLIENT_GONE);
  }

  @Test
  @DisplayName("S-41 a turn asked for before the close does not poll")
  void aTurnThatWasAskedForBeforeTheCloseDoesNotPoll() {
    source.otherwise = Line.of("x".repeat(63));
    var stream = start(); // Its next turn is on the loop now.
    int polls = source.polls;
    stream.close(CloseReason.CLIENT_GONE);
    channel.runPendingTasks();
    assertEquals(polls, source.polls);
    assertEquals(List.of(CloseReason.CLIENT_GONE), ends);
  }

  @Test
  @DisplayName("S-3 an interrupted turn leaves no line for another stream of its event loop")
  void nothingIsLeftForAnother() {
    source.give(Line.of("not yours"));
    source.withinPoll =
        () -> {
          if (source.polls == 2) {
            throw new OutOfMemoryError("as asked");
          }
        };
    try {
      start();
    } catch (OutOfMemoryError asAsked) {
      assertEquals("as asked", asAsked.getMessage());
    }
    var other = new StreamTurnsTest();
    other.source.give(Line.of("yours"));
    other.start();
    assertEquals(HEAD + "6\r\nyours\n\r\n", other.sent());
    other.takeDown();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = "MESSAGES") // Verbatim lines are frames there.
  @DisplayName("S-3 a line that just fits beside others, or just does not, is whole and in order")
  void atTheEdgeOfTheFrameBuffer(Framing framing) {
    for (int before : new int[] {0, 1000, 40_000}) {
      for (int over = -9; over <= 9; over++) {
        var first = Line.verbatim("x".repeat(before));
        int room = FrameBuffer.CAPACITY - framing.length(first);
        var edge = Line.verbatim("y".repeat(room + over));
        assertGoOutInOrder(framing, List.of(first, edge, Line.of("z")));
      }
    }
  }

  private static void assertGoOutInOrder(Framing framing, List<Line> lines) {
    var own = new StreamTurnsTest();
    lines.forEach(own.source::give);
    own.stream(framing).start();
    own.channel.runPendingTasks();
    var expected = new StringBuilder(HEAD);
    lines.forEach(line -> expected.append(FramingTest.framed(framing, line)));
    assertEquals(expected.toString(), own.sent());
    own.takeDown();
  }
}
