package httpd.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Take;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two threads at one queue. */
class LineQueueRaceTest {

  private static final Line EMPTY_LINE = Line.of("");

  /**
   * A producer and an owner as fast as they can, through a queue that is nearly always full or
   * empty: a wake-up that is lost on either side leaves both waiting.
   */
  @Test
  @DisplayName("L-4 no wake-up is lost between put and poll")
  void noWakeUpIsLostBetweenPutAndPoll() throws Exception {
    for (int limit : new int[] {1, 100, 10_000}) {
      var hasty = new LineQueue(limit);
      int lines = 50_000;
      var producer =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < lines; i++) {
                  put(hasty, Line.of("" + i));
                }
                hasty.end();
              });
      assertCountsTo(lines, hasty);
      assertTrue(producer.join(Duration.ofSeconds(10)), "the producer has ended");
    }
  }

  @Test
  @DisplayName("L-4 no wake-up is lost between offer and poll")
  void noWakeUpIsLostBetweenOfferAndPoll() throws Exception {
    for (int limit : new int[] {1, 100, 10_000}) {
      var hasty = new LineQueue(limit);
      int lines = 50_000;
      var producer =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < lines; i++) {
                  var room = new Semaphore(0);
                  if (!hasty.offer(Line.of("" + i), room::release)) {
                    acquire(room);
                  }
                }
                hasty.end();
              });
      assertCountsTo(lines, hasty);
      assertTrue(producer.join(Duration.ofSeconds(10)), "the producer has ended");
    }
  }

  /** Whenever the close comes, both sides hear of it, and what was given before was in order. */
  @Test
  @DisplayName("L-9 a close at any time frees both sides")
  void aCloseAtAnyTimeFreesBothSides() throws Exception {
    for (int round = 0; round < 2000; round++) {
      var hasty = new LineQueue(1 + round % 200);
      var producer =
          Thread.ofVirtual()
              .start(() -> {
                int i = 0;
                while (put(hasty, Line.of("" + i)) != LineQueue.Put.REFUSED) {
                  i++;
                }
              });
      int closeAfter = round % 50;
      var closer = Thread.ofVirtual().unstarted(hasty::close);
      int next = 0;
      Poll poll = Take.next(hasty);
      for (; poll instanceof Line line; poll = Take.next(hasty)) {
        assertEquals("" + next, line.text());
        if (next++ == closeAfter) {
          closer.start();
        }
      }
      assertInstanceOf(SourceClosedException.class, ((Poll.Failed) poll).cause());
      assertTrue(producer.join(Duration.ofSeconds(10)), "freed in round " + round);
      closer.join();
    }
  }

  private static void assertCountsTo(int count, LineSource source) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      assertEquals("" + i, Take.line(source));
    }
    assertSame(Poll.END, Take.next(source));
  }

  private static void acquire(Semaphore semaphore) {
    try {
      assertTrue(semaphore.tryAcquire(10, TimeUnit.SECONDS), "told of room");
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }

  private static LineQueue.Put put(LineQueue queue, Line line) {
    try {
      return queue.put(line);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }

  /** Whoever is called back may wait for another thread that uses the queue. */
  @Test
  @DisplayName("L-2 callbacks run outside the lock")
  void callbacksRunOutsideTheLock() {
    List<Consumer<LineQueue>> wakers =
        List.of(
            one -> put(one, EMPTY_LINE),
            one -> one.offer(EMPTY_LINE, () -> {}),
            LineQueue::end,
            one -> one.fail(new IOException("as asked")),
            LineQueue::close);
    for (var waker : wakers) {
      var woken = new AtomicInteger();
      var one = new LineQueue();
      assertSame(
          Poll.PENDING,
          one.poll(() -> {
            usedElsewhere(one);
            woken.incrementAndGet();
          }));
      waker.accept(one);
      assertEquals(1, woken.get());
    }
    List<Consumer<LineQueue>> makersOfRoom = List.of(one -> one.poll(() -> {}), LineQueue::close);
    for (var maker : makersOfRoom) {
      var told = new AtomicInteger();
      var one = new LineQueue(1);
      one.offer(
          EMPTY_LINE,
          () -> {
            usedElsewhere(one);
            told.incrementAndGet();
          });
      maker.accept(one);
      assertEquals(1, told.get());
    }
  }

  private static void usedElsewhere(LineQueue queue) {
    within10Seconds(() -> queue.offer(EMPTY_LINE, () -> {}));
  }

  private static void within10Seconds(Runnable task) {
    var future = new FutureTask<Void>(task, null);
    Thread.ofVirtual().start(future);
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("another thread cannot use the queue within a callback", e);
    }
  }
}
