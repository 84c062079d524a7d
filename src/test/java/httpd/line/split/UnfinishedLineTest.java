package httpd.line.split;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "The proxy": when a line is passed on without its end. */
class UnfinishedLineTest {

  private static final long DELAY = UnfinishedLine.DELAY.toNanos();

  /** Timers that run when the test says so. */
  private static final class Timers implements Timer {

    private record Alarm(long due, Runnable task, CompletableFuture<Void> future) {}

    private final List<Alarm> timers = new ArrayList<>();
    private long now = -5;
    private int set;

    @Override
    public Future<?> after(long nanos, Runnable task) {
      var future = new CompletableFuture<Void>();
      timers.add(new Alarm(now + nanos, task, future));
      set++;
      return future;
    }

    int waiting() {
      timers.removeIf(timer -> timer.future.isCancelled());
      return timers.size();
    }

    /** The next timer runs when it is due. */
    void runNext() {
      waiting();
      var next = timers.stream().min(Comparator.comparingLong(Alarm::due)).orElseThrow();
      timers.remove(next);
      now = Math.max(now, next.due);
      next.task.run();
    }
  }

  private final Timers timers = new Timers();
  private final List<Long> late = new ArrayList<>();
  private final UnfinishedLine line =
      new UnfinishedLine(timers, () -> late.add(timers.now), () -> timers.now);

  private void runAll() {
    while (timers.waiting() > 0) {
      timers.runNext();
    }
  }

  @Test
  @DisplayName("W-150 the time runs from the first byte, however many follow; late is said once")
  void fromTheFirstByte() {
    line.see(1);
    long first = timers.now;
    timers.now += DELAY / 2;
    line.see(1);
    runAll();
    assertEquals(List.of(first + DELAY), late);
    line.see(UnfinishedLine.NONE);
    runAll();
    assertEquals(1, late.size());
  }

  @Test
  @DisplayName("W-150 what follows a piece has a time of its own")
  void theRest() {
    line.see(1);
    runAll();
    timers.now += 1;
    long second = timers.now;
    line.see(2);
    runAll();
    assertEquals(second + DELAY, late.getLast());
    assertEquals(2, late.size());
  }

  @Test
  @DisplayName("W-151 lines that end in time, one after the other, cost one timer and no piece")
  void inTime() {
    line.see(1);
    for (int i = 2; i < 1000; i++) {
      timers.now += DELAY / 1000;
      line.see(i);
      line.see(UnfinishedLine.NONE);
    }
    assertEquals(1, timers.set);
    runAll();
    assertEquals(1, timers.set);
    assertEquals(List.of(), late);
  }

  @Test
  @DisplayName("W-151 a line that began after the timer was set has its whole time")
  void itsWholeTime() {
    line.see(1);
    timers.now += DELAY - 1;
    line.see(2);
    long second = timers.now;
    runAll();
    assertEquals(List.of(second + DELAY), late);
  }

  @Test
  @DisplayName("W-151 the input is looked at once more: a line that has ended by then is whole")
  void oneMoreLook() {
    line.see(1);
    timers.runNext();
    assertEquals(List.of(), late);
    assertEquals(1, timers.waiting());
    line.see(2);
    timers.runNext();
    assertEquals(List.of(), late);
    runAll();
    assertEquals(1, late.size());
  }

  @Test
  @DisplayName("W-152 nothing waits or runs after the end")
  void stopped() {
    line.see(1);
    line.stop();
    assertEquals(0, timers.waiting());
    line.see(2);
    timers.runNext();
    line.stop();
    assertEquals(0, timers.waiting());
    assertEquals(List.of(), late);
  }
}
