package httpd.topic;

import static httpd.topic.LogSteps.add;
import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.append;
import static httpd.topic.LogSteps.position;
import static httpd.topic.LogSteps.take;
import static httpd.topic.LogSteps.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": readers beside writers, slow ones, and those that leave. */
public interface LogReadersContract extends LogEngine {

  long SEED = 20_261_128;

  @Test
  @DisplayName("LG-26 readers on many threads get what comes after their position, in order, once")
  default void manyThreads() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      new JoiningReaders(log, 0, 4_000).run(6);
      assertEquals(0, log.readers());
    }
  }

  @Test
  @DisplayName("LG-27 a slow reader gets all that is kept, or is told how much it has missed")
  default void slow() throws Exception {
    try (var store = open()) {
      slow(LogSteps.create(store, "all"), isDurable());
    }
    try (var store = openSmall()) {
      slow(LogSteps.create(store, "few"), false);
    }
  }

  /** Appends 12 MiB while a reader takes some now and then: more than is held in memory. */
  private static void slow(Log log, boolean getsAll) throws Exception {
    var filler = "x".repeat(8 * 1024);
    int records = 1_500;
    var random = new Random(SEED);
    int missed = 0;
    int read = 0;
    try (var source = log.last(0)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      for (int written = 0; written < records; ) {
        int burst = Math.min(1 + random.nextInt(700), records - written);
        for (int i = 0; i < burst; i++) {
          add(log, ++written + filler);
        }
        int goal = read + missed + random.nextInt(written - read - missed + 1);
        goal = written == records ? written : goal;
        while (read + missed < goal) {
          if (Take.next(source) instanceof Line line) {
            read++;
            assertEquals(read + missed + filler, line.text());
          } else {
            missed += (int) skipped(source);
          }
        }
      }
      assertEquals(log.bounds().newest(), source.position());
    }
    assertTrue(!getsAll || missed == 0, "missed " + missed);
  }

  private static long skipped(PositionedSource source) throws Exception {
    var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
    assertInstanceOf(FellBehindException.class, failed.cause(), () -> "" + failed.cause());
    long missed = source.skip();
    assertTrue(missed > 0, "skipped " + missed);
    return missed;
  }

  @Test
  @DisplayName("LG-28 the records of an append follow each other, also beside other appends")
  default void batches() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      int batches = 60;
      int size = 7;
      together(
          4,
          thread -> {
            for (int i = 0; i < batches; i++) {
              var records = new String[size];
              Arrays.setAll(records, record -> thread + " " + record);
              add(log, records);
            }
          });
      try (var source = after(log, log.bounds().oldest())) {
        for (int i = 0; i < 4 * batches; i++) {
          var batch = take(source, size);
          var writer = batch.getFirst().substring(0, 1);
          for (int record = 0; record < size; record++) {
            assertEquals(writer + " " + record, batch.get(record), "batch " + i);
          }
        }
        assertSame(Poll.PENDING, source.poll(() -> {}));
      }
    }
  }

  @Test
  @DisplayName("LG-29 a record may be longer than what is held in memory")
  default void longRecords() throws Exception {
    var random = new Random(SEED);
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      try (var follower = log.last(0)) {
        assertSame(Poll.PENDING, follower.poll(() -> {}));
        for (int length : new int[] {1 << 20, 0, 65_536, 1, 65_537, 6 << 20, 1 << 20, 65_535}) {
          var bytes = new byte[length];
          random.nextBytes(bytes);
          position(append(log, Append.of(new Line(bytes, Line.Ending.NONE))));
          assertEquals(new Line(bytes, Line.Ending.LF), Take.next(follower));
        }
        try (var source = after(log, log.bounds().oldest())) {
          var again = new Random(SEED);
          for (int length : new int[] {1 << 20, 0, 65_536, 1, 65_537, 6 << 20, 1 << 20, 65_535}) {
            var bytes = new byte[length];
            again.nextBytes(bytes);
            assertEquals(new Line(bytes, Line.Ending.LF), Take.next(source), "of " + length);
          }
        }
      }
    }
  }

  @Test
  @DisplayName("LG-40 a reader that is closed is woken, counted no more, and holds up no other one")
  default void leave() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a", "1");
      for (int round = 0; round < 100; round++) {
        var woken = new Semaphore(0);
        var left = log.last(0);
        try (var stays = log.last(0)) {
          assertSame(Poll.PENDING, stays.poll(() -> {}));
          boolean waits = left.poll(woken::release) instanceof Poll.Pending;
          assertTrue(waits);
          assertEquals(2, log.readers());
          var closer = Thread.ofVirtual().start(left::close);
          add(log, "x");
          assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS), "woken in round " + round);
          closer.join();
          assertFalse(woken.tryAcquire(), "woken twice in round " + round);
          var failed = assertInstanceOf(Poll.Failed.class, left.poll(() -> {}));
          assertInstanceOf(SourceClosedException.class, failed.cause());
          assertEquals("x", Take.line(stays));
        }
        Eventually.holds("no readers", () -> log.readers() == 0);
      }
    }
  }
}
