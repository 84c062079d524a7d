package httpd.line.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pump with its source, its sink and its executor in the test's hand. */
class LinePumpTest {

  private static final int TURN = 10;

  /** Gives the answers that the test has put there, then pending. */
  private static final class Script implements LineSource {
    final Queue<Supplier<Poll>> answers = new ArrayDeque<>();
    Runnable wake = () -> {};
    int closes;

    @Override
    public Poll poll(Runnable wake) {
      this.wake = wake;
      var answer = answers.poll();
      return answer == null ? Poll.PENDING : answer.get();
    }

    @Override
    public void close() {
      closes++;
    }
  }

  private final class Pump extends LinePump {
    boolean writable = true;
    Runnable whenFlushed = () -> {};

    Pump() {
      super(source, LinePumpTest.this::execute);
    }

    @Override
    protected int beginTurn() {
      return TURN;
    }

    @Override
    protected boolean isWritable() {
      return writable;
    }

    @Override
    protected int write(Line line) {
      events.add(line.text());
      if (line.text().equals("full")) {
        writable = false;
      }
      if (line.text().equals("broken")) {
        throw new IllegalStateException("broken sink");
      }
      return line.content().length;
    }

    @Override
    protected void flush() {
      events.add("flush");
      whenFlushed.run();
    }

    @Override
    protected void ended() {
      events.add("ended");
    }

    @Override
    protected void failed(Throwable cause) {
      events.add("failed: " + cause.getMessage());
    }

    void stop() {
      stopPumping();
    }
  }

  private final Script source = new Script();
  private final List<String> events = new ArrayList<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean executorHasEnded;
  private final Pump pump = new Pump();

  private void execute(Runnable task) {
    if (executorHasEnded) {
      throw new RejectedExecutionException();
    }
    tasks.add(task);
  }

  private void give(String... lines) {
    for (var line : lines) {
      source.answers.add(() -> Line.of(line));
    }
  }

  private void runTasks() {
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void assertEvents(String... expected) {
    assertEquals(List.of(expected), events);
    events.clear();
  }

  @Test
  @DisplayName("L-30 a turn writes what is there and flushes; the wake-up begins the next one")
  void wakes() {
    give("a", "b");
    pump.start();
    assertEvents("a", "b", "flush");
    assertSame(LinePump.State.WAITING_FOR_SOURCE, pump.state());
    give("c");
    source.wake.run();
    assertEvents();
    runTasks();
    assertEvents("c", "flush");
  }

  @Test
  @DisplayName("L-30 a sink that is full is not written to before it is writable again")
  void waitsForTheSink() {
    give("a", "full", "b");
    pump.start();
    assertEvents("a", "full", "flush");
    assertSame(LinePump.State.WAITING_FOR_SINK, pump.state());
    source.wake.run();
    runTasks();
    pump.writabilityChanged();
    assertEvents();
    pump.writable = true;
    pump.writabilityChanged();
    assertEvents("b", "flush");
  }

  @Test
  @DisplayName("L-30 a sink that becomes writable by the flush is written to")
  void writableByTheFlush() {
    give("full", "b");
    pump.whenFlushed =
        () -> {
          pump.writable = true;
          pump.writabilityChanged();
        };
    pump.start();
    runTasks();
    assertEvents("full", "flush", "b", "flush");
  }

  @Test
  @DisplayName("L-31 a turn ends after its bytes, and the next one comes after other tasks")
  void turnsAreBounded() {
    give("1234567890", "b");
    pump.start();
    assertEvents("1234567890", "flush");
    runTasks();
    assertEvents("b", "flush");
  }

  @Test
  @DisplayName("L-31 empty lines use up a turn as well")
  void emptyLinesAreBounded() {
    for (int i = 0; i < TURN + 1; i++) {
      give("");
    }
    pump.start();
    assertEquals(TURN + 1, events.size());
    assertEquals(1, tasks.size());
  }

  @Test
  @DisplayName("L-33 an end closes the source first, and ends the pump once")
  void ends() {
    source.answers.add(() -> Poll.END);
    pump.start();
    assertEvents("ended");
    assertDone();
  }

  @Test
  @DisplayName("L-6 a failure comes after the lines before it")
  void fails() {
    give("a");
    source.answers.add(() -> new Poll.Failed(new IllegalStateException("lost")));
    pump.start();
    assertEvents("a", "failed: lost");
    assertDone();
  }

  @Test
  @DisplayName("L-32 a source that throws ends the pump as failed, and never leaves it waiting")
  void aSourceThatThrows() {
    give("a");
    source.answers.add(() -> {
      throw new IllegalStateException("broken source");
    });
    pump.start();
    assertEvents("a", "failed: broken source");
    assertDone();
  }

  @Test
  @DisplayName("L-32 a sink that throws ends the pump as failed")
  void aSinkThatThrows() {
    give("broken", "b");
    pump.start();
    assertEvents("broken", "failed: broken sink");
    assertDone();
  }

  @Test
  @DisplayName("L-33 a pump that is stopped closes its source once, and nothing begins it again")
  void stopped() {
    pump.stop();
    pump.start();
    pump.stop();
    source.wake.run();
    runTasks();
    assertEvents();
    assertDone();
  }

  @Test
  @DisplayName("L-33 a wake-up after the end of the executor closes the source")
  void executorEnds() {
    pump.start();
    executorHasEnded = true;
    source.wake.run();
    assertTrue(source.closes > 0);
  }

  private void assertDone() {
    assertSame(LinePump.State.DONE, pump.state());
    assertEquals(1, source.closes);
    source.wake.run();
    pump.writabilityChanged();
    runTasks();
    assertEvents();
    assertEquals(1, source.closes);
  }
}
