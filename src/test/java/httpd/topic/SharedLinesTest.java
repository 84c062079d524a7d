package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Shared sources". */
class SharedLinesTest implements LineSourceContract {

  /** Every run, in the hands of the test. */
  private final List<Run> runs = new CopyOnWriteArrayList<>();

  private final Queue<Runnable> afterLinger = new ArrayDeque<>();

  private static final class Run implements LineSource {
    private final LineQueue queue = new LineQueue();
    private volatile boolean polled;
    private volatile int closes;

    @Override
    public Poll poll(Runnable wake) {
      polled = true;
      return queue.poll(wake);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Closed by one at a time.
    public void close() {
      closes++;
      queue.close();
    }

    void emit(String line) {
      queue.offer(Line.of(line), () -> {});
    }
  }

  private SharedLines shared() {
    return new SharedLines(
        () -> {
          var run = new Run();
          runs.add(run);
          return run;
        },
        afterLinger::add);
  }

  @AfterEach
  void timeIsOver() {
    while (!afterLinger.isEmpty()) {
      afterLinger.remove().run();
    }
  }

  @Override
  public Origin origin() {
    var source = shared().last(0);
    return new Origin() {
      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return !runs.isEmpty() && runs.getFirst().polled;
      }

      @Override
      public void emit(String line) {
        runs.getFirst().emit(line);
      }

      @Override
      public void end() {
        runs.getFirst().queue.end();
      }

      @Override
      public void fail() {
        runs.getFirst().queue.fail(new IOException("made up"));
      }

      @Override
      public boolean released() {
        timeIsOver();
        return runs.isEmpty() || runs.getFirst().closes == 1;
      }
    };
  }

  @Test
  @DisplayName("P-140 the source runs once, and every reader gets each line")
  void once() throws Exception {
    var shared = shared();
    var readers = new ArrayList<LineSource>();
    for (int i = 0; i < 10; i++) {
      var reader = shared.last(0);
      reader.poll(() -> {});
      readers.add(reader);
    }
    assertEquals(1, runs.size());
    runs.getFirst().emit("one");
    for (var reader : readers) {
      assertEquals("one", Take.line(reader));
      reader.close();
    }
    timeIsOver();
    assertEquals(1, runs.getFirst().closes);
  }

  @Test
  @DisplayName(
      "P-141 it goes on for a while when the last reader has left, for one that comes then")
  void linger() throws Exception {
    var shared = shared();
    try (var first = shared.last(0)) {
      first.poll(() -> {});
    }
    assertEquals(0, runs.getFirst().closes);
    try (var second = shared.last(0)) {
      second.poll(() -> {});
      timeIsOver();
      assertEquals(0, runs.getFirst().closes, "somebody reads");
      runs.getFirst().emit("two");
      assertEquals("two", Take.line(second));
    }
    timeIsOver();
    assertEquals(1, runs.getFirst().closes);
    assertEquals(1, runs.size());
    try (var third = shared.last(0)) {
      third.poll(() -> {});
      assertEquals(2, runs.size(), "it starts anew");
    }
    timeIsOver();
  }

  private static void visit(SharedLines shared) {
    try (var reader = shared.last(0)) {
      reader.poll(() -> {});
    }
  }

  @Test
  @DisplayName("P-144 the linger time starts again each time the last reader leaves")
  void lingerAfterTheLastReader() {
    var shared = shared();
    for (int i = 0; i < 3; i++) {
      visit(shared);
    }
    for (int i = 0; i < 2; i++) {
      afterLinger.remove().run();
      assertEquals(0, runs.getFirst().closes, "the timer of an earlier absence");
    }
    afterLinger.remove().run();
    assertEquals(1, runs.getFirst().closes);
  }

  @Test
  @DisplayName(
      "P-145 a source that cannot be opened counts no reader: the next one is ended as usual")
  void notOpened() {
    var tries = new AtomicInteger();
    var shared =
        new SharedLines(
            () -> {
              if (tries.getAndIncrement() == 0) {
                throw new IllegalStateException("as asked");
              }
              var run = new Run();
              runs.add(run);
              return run;
            },
            afterLinger::add);
    assertThrows(IllegalStateException.class, () -> visit(shared));
    visit(shared);
    timeIsOver();
    assertEquals(1, runs.getFirst().closes);
  }

  @Test
  @DisplayName("P-142 when it ends or fails, all streams do; the next reader starts it again")
  void ends() throws Exception {
    var shared = shared();
    try (var first = shared.last(0);
        var second = shared.last(0)) {
      first.poll(() -> {});
      second.poll(() -> {});
      runs.getFirst().emit("last");
      runs.getFirst().queue.fail(new IOException("made up"));
      for (var reader : List.of(first, second)) {
        assertEquals("last", Take.line(reader));
        assertInstanceOf(Poll.Failed.class, Take.next(reader));
      }
    }
    Eventually.holds("closed", () -> runs.getFirst().closes == 1);
    try (var third = shared.last(0)) {
      third.poll(() -> {});
      assertEquals(2, runs.size());
      runs.get(1).queue.end();
      assertInstanceOf(Poll.End.class, Take.next(third));
    }
    Eventually.holds("closed", () -> runs.get(1).closes == 1);
    timeIsOver();
    assertEquals(1, runs.get(1).closes);
  }

  @Test
  @DisplayName("P-143 a reader continues after a line of the same run; one of another run is lost")
  void resume() throws Exception {
    var shared = shared();
    String one;
    try (var first = shared.last(0)) {
      first.poll(() -> {});
      runs.getFirst().emit("one");
      runs.getFirst().emit("two");
      assertEquals("one", Take.line(first));
      one = first.position();
      assertEquals("two", Take.line(first));
      assertNotEquals(one, first.position());
    }
    var found = assertInstanceOf(Resumption.Found.class, shared.after(one));
    try (var again = found.source()) {
      assertEquals("two", Take.line(again));
    }
    timeIsOver();
    assertInstanceOf(Resumption.Lost.class, shared.after(one));
    assertTrue(runs.getFirst().closes == 1);
  }

  @Test
  @DisplayName(
      "P-166 who comes back gets the run it was found in, also if that ends before it reads")
  void resumeAsTheRunEnds() throws Exception {
    var shared = shared();
    String one;
    try (var first = shared.last(0)) {
      first.poll(() -> {});
      runs.getFirst().emit("one");
      runs.getFirst().emit("two");
      assertEquals("one", Take.line(first));
      one = first.position();
      assertEquals("two", Take.line(first));
    }
    var found = assertInstanceOf(Resumption.Found.class, shared.after(one));
    timeIsOver();
    try (var next = shared.last(0);
        var again = found.source()) {
      next.poll(() -> {});
      runs.get(1).emit("of another run");
      assertEquals("two", Take.line(again));
      assertInstanceOf(Poll.Failed.class, Take.next(again));
    }
    timeIsOver();
  }
}
