package httpd.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a queue does at its bounds and ends, one step at a time. */
class LineQueueTest {

  private static final Line EMPTY_LINE = Line.of("");

  private final LineQueue queue = new LineQueue();

  @Test
  void aLimitIsAtLeastOneByte() {
    var e = assertThrows(IllegalArgumentException.class, () -> new LineQueue(0));
    assertEquals("limit must be at least 1 byte, was 0", e.getMessage());
  }

  @Test
  @DisplayName("L-11 put waits while the queue is full")
  void putWaitsWhileTheQueueIsFull() throws Exception {
    var small = new LineQueue(1000);
    var put = new AtomicInteger();
    var producer =
        Thread.ofPlatform()
            .start(() -> {
              while (put(small, Line.of("x".repeat(99))) != LineQueue.Put.REFUSED) {
                put.incrementAndGet();
              }
            });
    Eventually.holds("waits for room", () -> producer.getState() == Thread.State.WAITING);
    int first = put.get();
    assertTrue(first >= 5 && first <= 10, "put " + first + " lines of 100 bytes into 1000");
    Take.line(small); // Takes the batch out whole.
    Eventually.holds("goes on when there is room", () -> put.get() == 2 * first);
    Eventually.holds("waits again", () -> producer.getState() == Thread.State.WAITING);
    assertEquals(2 * first, put.get());
    small.close();
    producer.join(); // A close frees it.
    assertEquals(2 * first, put.get());
  }

  @Test
  @DisplayName("L-11 an offer is taken, full or not, and told of room once")
  void offerIsTakenFullOrNotAndToldOfRoomOnce() {
    var small = new LineQueue(100);
    var room = new AtomicInteger();
    assertTrue(small.offer(EMPTY_LINE, room::incrementAndGet));
    assertFalse(small.offer(Line.of("x".repeat(1000)), room::incrementAndGet));
    assertFalse(small.offer(Line.of("full"), room::incrementAndGet));
    assertEquals(0, room.get());
    assertEquals(EMPTY_LINE, small.poll(() -> {}));
    assertEquals(1, room.get());
    assertEquals(1001, ((Line) small.poll(() -> {})).length());
    assertEquals(Line.of("full"), small.poll(() -> {}));
    assertTrue(small.offer(EMPTY_LINE, room::incrementAndGet));
    assertEquals(EMPTY_LINE, small.poll(() -> {}));
    assertEquals(1, room.get());
  }

  @Test
  @DisplayName("L-11 lines that are offered together are taken together, and wake the owner once")
  void offersTogether() throws Exception {
    var small = new LineQueue(100);
    var woken = new AtomicInteger();
    var room = new AtomicInteger();
    assertEquals(Poll.PENDING, small.poll(woken::incrementAndGet));
    var lines = IntStream.range(0, 50).mapToObj(i -> Line.of("line " + i)).toList();
    assertFalse(small.offer(lines, room::incrementAndGet));
    assertEquals(1, woken.get());
    assertEquals(lines.getFirst(), small.poll(() -> {}));
    assertEquals(1, room.get());
    small.end();
    assertEquals(lines.stream().skip(1).map(Line::text).toList(), Take.all(small));
    small.close();
  }

  @Test
  @DisplayName("L-11 lines without bytes are bounded as well")
  void linesWithoutBytesAreBoundedAsWell() {
    int offered = 1;
    while (queue.offer(Line.verbatim(""), () -> {})) {
      offered++;
      assertTrue(offered < LineQueue.DEFAULT_LIMIT, "no bound");
    }
  }

  @Test
  @DisplayName("L-4 put tells whether it woke the owner")
  void putTellsWhetherItWokeTheOwner() throws Exception {
    assertEquals(LineQueue.Put.QUEUED, queue.put(EMPTY_LINE));
    assertEquals(EMPTY_LINE, queue.poll(() -> {}));
    assertSame(Poll.PENDING, queue.poll(() -> {}));
    assertEquals(LineQueue.Put.WOKE_OWNER, queue.put(EMPTY_LINE));
    assertEquals(LineQueue.Put.QUEUED, queue.put(EMPTY_LINE));
    queue.end();
    assertEquals(LineQueue.Put.REFUSED, queue.put(EMPTY_LINE));
  }

  @Test
  @DisplayName("L-4 only the last poll is woken, and only if it was pending")
  void onlyTheLastPollIsWokenAndOnlyIfItWasPending() {
    var first = new AtomicInteger();
    var second = new AtomicInteger();
    var answered = new AtomicInteger();
    assertSame(Poll.PENDING, queue.poll(first::incrementAndGet));
    assertSame(Poll.PENDING, queue.poll(second::incrementAndGet));
    queue.offer(EMPTY_LINE, () -> {});
    assertEquals(EMPTY_LINE, queue.poll(answered::incrementAndGet));
    queue.offer(EMPTY_LINE, () -> {});
    queue.end();
    assertEquals(List.of(0, 1, 0), List.of(first.get(), second.get(), answered.get()));
  }

  @Test
  @DisplayName("L-6 the first end counts, and lines after it are dropped")
  void theFirstEndingCountsAndLinesBehindItAreDropped() throws Exception {
    var cause = new IOException("first");
    queue.offer(EMPTY_LINE, () -> {});
    queue.fail(cause);
    queue.end();
    queue.fail(new IOException("second"));
    assertTrue(queue.offer(EMPTY_LINE, () -> {}), "nothing holds the producer back any more");
    assertEquals(EMPTY_LINE, queue.poll(() -> {}));
    assertEquals(new Poll.Failed(cause), queue.poll(() -> {}));
    queue.close();
    assertEquals(new Poll.Failed(cause), queue.poll(() -> {}));
  }

  @Test
  @DisplayName("L-8 a close before the last line is no end")
  void aCloseBeforeTheLastLineIsNoEnd() {
    queue.offer(EMPTY_LINE, () -> {});
    queue.end();
    queue.close();
    assertClosed(queue);

    var half = new LineQueue();
    half.offer(EMPTY_LINE, () -> {});
    half.offer(EMPTY_LINE, () -> {});
    half.end();
    assertEquals(EMPTY_LINE, half.poll(() -> {})); // The other one is with the owner already.
    half.close();
    assertClosed(half);
  }

  @Test
  @DisplayName("L-6 a close after the last line keeps the end")
  void aCloseBehindTheLastLineLeavesTheEnd() {
    queue.offer(EMPTY_LINE, () -> {});
    queue.end();
    assertEquals(EMPTY_LINE, queue.poll(() -> {}));
    queue.close();
    assertSame(Poll.END, queue.poll(() -> {}));
  }

  @Test
  @DisplayName("L-9 a close tells an offering producer, once")
  void aCloseTellsAnOfferingProducerOnce() {
    var small = new LineQueue(1);
    var room = new AtomicInteger();
    assertFalse(small.offer(EMPTY_LINE, room::incrementAndGet));
    small.close();
    small.close();
    assertEquals(1, room.get());
  }

  private static void assertClosed(LineSource source) {
    for (int i = 0; i < 2; i++) {
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(SourceClosedException.class, failed.cause());
    }
  }

  private static LineQueue.Put put(LineQueue queue, Line line) {
    try {
      return queue.put(line);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }
}
