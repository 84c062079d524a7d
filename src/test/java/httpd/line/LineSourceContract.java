package httpd.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import httpd.testing.Take;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The exam that every {@link LineSource} sits. A test of a source implements this and gives an
 * {@link Origin}: the source, and a hand on what is behind it. What is left over is checked after
 * each test by {@code NothingLeftOver}.
 */
public interface LineSourceContract {

  /** A fresh source with nothing behind it yet. */
  Origin origin() throws Exception;

  /** What is behind a source, in the hands of the test. */
  interface Origin extends AutoCloseable {

    /** The source; always the same. */
    LineSource source();

    /** Whether anything was opened, started or read for this source. */
    boolean opened();

    /** Makes this line come, with a line feed; called after {@link #opened}. Does not wait. */
    void emit(String line) throws Exception;

    /** Makes the source end; only called if {@link #canEnd}. */
    void end() throws Exception;

    /** Makes the source fail; only called if {@link #canFail}. */
    void fail() throws Exception;

    /** Whether this kind of source can end. */
    default boolean canEnd() {
      return true;
    }

    /** Whether this kind of source can fail. */
    default boolean canFail() {
      return true;
    }

    /** Whether everything behind the source was given back, exactly once. */
    boolean released();

    /** Takes down what the test itself has built. */
    @Override
    default void close() throws Exception {}
  }

  @Test
  @DisplayName("L-1 nothing is opened before the first poll")
  default void opensNothingBeforeTheFirstPoll() throws Exception {
    try (var origin = origin();
        var source = origin.source()) {
      assertFalse(origin.opened());
      assertSame(Poll.PENDING, source.poll(() -> {}));
      Eventually.holds("opened by the first poll", origin::opened);
    }
  }

  @Test
  @DisplayName("L-7 a source without a line ends")
  default void endsWithoutALine() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      assumeTrue(origin.canEnd());
      origin.end();
      assertEquals(List.of(), Take.all(source));
    }
  }

  @Test
  @DisplayName("L-3 one line")
  default void givesOneLine() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      origin.emit("one");
      assertEquals(Line.of("one"), Take.next(source));
    }
  }

  @Test
  @DisplayName("L-3 many lines in order, each once, before the end")
  default void keepsTheOrderOfManyLinesAndGivesThemBeforeTheEnd() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      var lines = IntStream.rangeClosed(1, 1000).mapToObj(i -> "line " + i).toList();
      for (var line : lines) {
        origin.emit(line);
      }
      if (origin.canEnd()) {
        origin.end();
        assertEquals(lines, Take.all(source));
      } else {
        assertEquals(lines, take(source, lines.size()));
      }
    }
  }

  @Test
  @DisplayName("L-5 a line is given when it is there; L-2 a poll does not wait")
  default void givesALineThatComesLaterWithoutWaitingForTheNext() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      for (var line : List.of("first", "", "third, ünïcode ✓")) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        origin.emit(line);
        assertEquals(line, Take.line(source));
      }
    }
  }

  @Test
  @DisplayName("L-4 each pending wakes exactly once")
  default void wakesExactlyOnceForEachPending() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      for (int round = 0; round < 50; round++) {
        var wakes = new AtomicInteger();
        var woken = new Semaphore(0);
        assertSame(
            Poll.PENDING,
            source.poll(() -> {
              wakes.incrementAndGet();
              woken.release();
            }));
        origin.emit("a");
        assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS), "woken in round " + round);
        origin.emit("b");
        assertEquals(List.of("a", "b"), take(source, 2));
        assertEquals(1, wakes.get(), "wake-ups in round " + round);
      }
    }
  }

  @Test
  @DisplayName("L-6 the end is final, also after a close")
  default void endIsFinal() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      assumeTrue(origin.canEnd());
      origin.emit("last");
      origin.end();
      assertEquals(List.of("last"), Take.all(source));
      assertSame(Poll.END, source.poll(() -> {}));
      source.close();
      assertSame(Poll.END, source.poll(() -> {}));
      Eventually.holds("released after the end", origin::released);
    }
  }

  @Test
  @DisplayName("L-6 a failure is final, also after a close")
  default void failureIsFinalAndComesAfterTheLines() throws Exception {
    try (var origin = open();
        var source = origin.source()) {
      assumeTrue(origin.canFail());
      origin.emit("last");
      assertEquals("last", Take.line(source));
      origin.fail();
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      assertEquals(failed, source.poll(() -> {}));
      source.close();
      assertEquals(failed, source.poll(() -> {}));
      Eventually.holds("released after the failure", origin::released);
    }
  }

  @Test
  @DisplayName("L-9 a close frees a blocked reader and wakes the owner")
  default void closeFreesABlockedReaderAndWakesTheOwner() throws Exception {
    try (var origin = open()) {
      var source = origin.source();
      var woken = new Semaphore(0);
      assertSame(Poll.PENDING, source.poll(woken::release));
      source.close();
      Eventually.isFine(
          Duration.ofSeconds(1), () -> origin.released() ? null : "not released after close");
      assertTrue(woken.tryAcquire(1, TimeUnit.SECONDS), "the owner was woken");
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(SourceClosedException.class, failed.cause());
    }
  }

  @Test
  @DisplayName("L-8 a close drops what was not polled, and says so")
  default void closeDropsWhatWasNotPolled() throws Exception {
    try (var origin = open()) {
      var source = origin.source();
      origin.emit("one");
      origin.emit("two");
      assertEquals("one", Take.line(source));
      source.close();
      assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      Eventually.holds("released", origin::released);
    }
  }

  @Test
  @DisplayName("L-9 a second close does nothing")
  default void closeTwiceIsHarmless() throws Exception {
    try (var origin = open()) {
      var source = origin.source();
      source.close();
      source.close();
      Eventually.holds("released once", origin::released);
    }
  }

  @Test
  @DisplayName("L-9 a close before the first poll, L-1 which opens nothing")
  default void closeBeforeTheFirstPollReadsNothing() throws Exception {
    try (var origin = origin()) {
      var source = origin.source();
      source.close();
      assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      Eventually.holds("released unread", origin::released);
      assertFalse(origin.opened());
    }
  }

  private Origin open() throws Exception {
    var origin = origin();
    assertSame(Poll.PENDING, origin.source().poll(() -> {}));
    Eventually.holds("opened", origin::opened);
    return origin;
  }

  private static List<String> take(LineSource source, int count) throws InterruptedException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add(Take.line(source));
    }
    return lines;
  }
}
