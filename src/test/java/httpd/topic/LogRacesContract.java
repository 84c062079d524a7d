package httpd.topic;

import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.all;
import static httpd.topic.LogSteps.append;
import static httpd.topic.LogSteps.lines;
import static httpd.topic.LogSteps.numbers;
import static httpd.topic.LogSteps.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.Closed;
import httpd.topic.AppendResult.Duplicate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": writers beside each other, and the ends of logs and stores. */
public interface LogRacesContract extends LogEngine {

  /** Reads to the end and returns the records. */
  private static List<String> readToEnd(PositionedSource source, Class<?> failure)
      throws Exception {
    var texts = new ArrayList<String>();
    while (true) {
      switch (Take.next(source)) {
        case Line line -> texts.add(line.text());
        case Poll.Failed(var cause) -> {
          assertInstanceOf(failure, cause);
          return texts;
        }
        case Poll other -> throw new AssertionError(other + " after " + texts.size());
      }
    }
  }

  @Test
  @DisplayName("LG-35 a deletion ends every reader and every append, and leaves nothing of the log")
  default void delete() throws Exception {
    try (var store = open()) {
      for (int round = 0; round < 20; round++) {
        var log = LogSteps.create(store, "a");
        var oldest = log.bounds().oldest();
        var appended = new AtomicInteger();
        var begun = new AtomicInteger();
        together(
            5,
            thread -> {
              switch (thread) {
                case 0 -> {
                  Eventually.holds("readers have begun", () -> begun.get() == 3);
                  Eventually.holds("some are appended", () -> appended.get() >= 20);
                  log.delete();
                }
                case 1 -> appendUntilDeleted(log, appended);
                default -> {
                  if (log.after(oldest) instanceof Topic.Resumption.Found(var source)) {
                    begun.incrementAndGet();
                    try (source) {
                      var read = readToEnd(source, LogDeletedException.class);
                      assertEquals(numbers(1, read.size()), read);
                    }
                  }
                }
              }
            });
        assertNull(store.find("a"));
        assertEquals(0, LogSteps.create(store, "a").state().records());
        LogSteps.find(store, "a").delete();
      }
    }
  }

  private static void appendUntilDeleted(Log log, AtomicInteger appended) throws Exception {
    try {
      while (true) {
        append(log, Append.of(Line.of("" + (appended.get() + 1))));
        appended.incrementAndGet();
      }
    } catch (ExecutionException e) {
      assertInstanceOf(LogDeletedException.class, e.getCause());
    }
  }

  @Test
  @DisplayName("LG-36 of appends that close a log at once, one does; the others are refused")
  default void closers() throws Exception {
    try (var store = open()) {
      for (int round = 0; round < 20; round++) {
        var log = LogSteps.create(store, "log " + round);
        var oldest = log.bounds().oldest();
        var closed = new AtomicInteger();
        var accepted = new ConcurrentLinkedQueue<String>();
        together(
            6,
            thread -> {
              if (thread < 2) {
                try (var source = after(log, oldest)) {
                  var read = Take.all(source);
                  assertEquals("end", read.getLast());
                }
                return;
              }
              for (int i = 0; i < 10 * thread; i++) {
                accept(
                    append(log, Append.of(Line.of(thread + " " + i))), thread + " " + i, accepted);
              }
              var last = new Append(lines("end"), null, null, null, true);
              closed.addAndGet(append(log, last) instanceof Appended ? 1 : 0);
            });
        assertEquals(1, closed.get());
        accepted.add("end");
        assertEquals(accepted.stream().sorted().toList(), all(log).stream().sorted().toList());
      }
    }
  }

  private static void accept(AppendResult result, String record, ConcurrentLinkedQueue<String> to) {
    if (result instanceof Appended) {
      to.add(record);
    } else {
      assertInstanceOf(Closed.class, result);
    }
  }

  @Test
  @DisplayName("LG-37 appends of one thread are in the log in the order of the calls")
  default void order() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var positions = new ArrayList<CompletableFuture<AppendResult>>();
      for (int i = 1; i <= 2_000; i++) { // None is waited for.
        positions.add(log.append(Append.of(Line.of("" + i))));
      }
      try (var source = after(log, log.bounds().oldest())) {
        for (int i = 1; i <= 2_000; i++) {
          assertEquals("" + i, Take.line(source));
          var result = positions.get(i - 1).get(30, TimeUnit.SECONDS);
          assertEquals(source.position(), LogSteps.position(result));
        }
      }
    }
  }

  @Test
  @DisplayName("LG-38 an append of a producer that is sent several times at once is applied once")
  default void producersRepeating() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      int appends = 100;
      var applied = new AtomicInteger();
      together(
          4,
          thread -> {
            for (int i = 0; i < appends; i++) {
              var append =
                  new Append(lines("" + (i + 1)), new Producer("p", 0, i), null, null, false);
              switch (append(log, append)) {
                case Appended(var _) -> applied.incrementAndGet();
                case Duplicate(var _, long highest, boolean isClosed) -> {
                  assertTrue(highest >= i, "highest " + highest + " at " + i);
                  assertTrue(!isClosed);
                }
                case AppendResult other -> throw new AssertionError(i + ": " + other);
              }
            }
          });
      assertEquals(appends, applied.get());
      assertEquals(numbers(1, appends), all(log));
    }
  }

  @Test
  @DisplayName("LG-38 appends of a producer that are not waited for are applied in their order")
  default void producersPipelined() throws Exception {
    try (var store = open()) {
      var log = LogSteps.create(store, "a");
      var results = new ArrayList<CompletableFuture<AppendResult>>();
      for (int i = 0; i < 300; i++) {
        for (int repeated = 0; repeated < 2; repeated++) {
          var producer = new Producer("p", 0, i);
          results.add(log.append(new Append(lines("" + (i + 1)), producer, null, null, false)));
        }
      }
      for (int i = 0; i < results.size(); i++) {
        var expected = i % 2 == 0 ? Appended.class : Duplicate.class;
        assertInstanceOf(expected, results.get(i).get(30, TimeUnit.SECONDS), "append " + i);
      }
      assertEquals(numbers(1, 300), all(log));
    }
  }

  @Test
  @DisplayName(
      "LG-39 a store that is closed fails its readers and appends, and can be closed again")
  default void closedStore() throws Exception {
    Log log;
    PositionedSource waiting;
    PositionedSource unread;
    try (var store = open()) {
      log = LogSteps.create(store, "a", "1");
      waiting = log.last(0);
      assertSame(Poll.PENDING, waiting.poll(() -> {}));
      unread = log.last(1);
      store.close();
    }
    try (waiting;
        unread) {
      assertInstanceOf(Poll.Failed.class, Take.next(waiting));
      var failed = log.append(Append.of(Line.of("2")));
      var thrown = assertThrows(ExecutionException.class, () -> failed.get(30, TimeUnit.SECONDS));
      assertInstanceOf(IOException.class, thrown.getCause());
    }
  }
}
