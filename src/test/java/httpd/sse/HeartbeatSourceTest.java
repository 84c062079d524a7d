package httpd.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.ForwardingSource;
import httpd.line.Lead;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.Timer;
import httpd.testing.Take;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Events": the heartbeat. */
class HeartbeatSourceTest implements LineSourceContract {

  private static final Line BEAT = Line.of("beat");

  /** Time that passes when the test says so. */
  private static final class FakeTime implements Timer {

    private record Task(long due, Runnable run, CompletableFuture<Void> future) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000_000;

    @Override
    public Future<?> after(long nanos, Runnable task) {
      var future = new CompletableFuture<Void>();
      tasks.add(new Task(now + nanos, task, future));
      return future;
    }

    void pass(long nanos) {
      long end = now + nanos;
      for (var next = next(end); next != null; next = next(end)) {
        tasks.remove(next);
        now = next.due;
        next.run.run();
      }
      now = end;
    }

    int waiting() {
      tasks.removeIf(task -> task.future.isCancelled());
      return tasks.size();
    }

    private Task next(long end) {
      waiting();
      return tasks.stream()
          .filter(task -> task.due <= end)
          .min(java.util.Comparator.comparingLong(Task::due))
          .orElse(null);
    }
  }

  private final FakeTime time = new FakeTime();
  private final LineQueue lines = new LineQueue();
  private final AtomicInteger wakes = new AtomicInteger();
  private final HeartbeatSource source =
      new HeartbeatSource(lines, Duration.ofNanos(100), Beat.of(BEAT), time, () -> time.now);

  private void emit(String line) {
    lines.offer(Line.of(line), () -> {});
  }

  private Poll poll() {
    return source.poll(wakes::incrementAndGet);
  }

  @Test
  @DisplayName(
      "V-30 after each silence there is a heartbeat, and a pending reader is woken for"
          + " it once")
  void beats() {
    assertSame(Poll.PENDING, poll());
    time.pass(99);
    assertEquals(0, wakes.get());
    for (int i = 1; i <= 3; i++) {
      time.pass(i == 1 ? 1 : 100);
      assertEquals(i, wakes.get());
      assertSame(BEAT, poll());
      assertSame(Poll.PENDING, poll());
    }
  }

  @Test
  @DisplayName("V-30 a line restarts the silence")
  void onlyAfterSilence() {
    assertSame(Poll.PENDING, poll());
    for (int i = 1; i <= 10; i++) {
      time.pass(60);
      emit("x");
      assertEquals(i, wakes.get());
      assertEquals(Line.of("x"), poll());
      assertSame(Poll.PENDING, poll());
    }
    time.pass(100);
    assertEquals(11, wakes.get());
    assertSame(BEAT, poll());
  }

  @Test
  @DisplayName("V-30 who takes no lines gets no beat, and one when it has waited for as long")
  void notWhileTheOwnerIsBusy() {
    emit("x");
    assertSame(Poll.PENDING, drain());
    emit("y");
    assertEquals(Line.of("y"), poll());
    time.pass(1000);
    emit("z");
    assertEquals(Line.of("z"), poll());
    assertSame(Poll.PENDING, poll());
    time.pass(99);
    assertSame(Poll.PENDING, poll());
    time.pass(1);
    assertSame(BEAT, poll());
  }

  private Poll drain() {
    var poll = poll();
    while (poll instanceof Line) {
      poll = poll();
    }
    return poll;
  }

  @Test
  @DisplayName("V-155 a line that a lead gives restarts the silence, and costs the source nothing")
  void aLeadSpeaksForIt() {
    var lead = new FakeLead();
    var source = following(lead);
    time.pass(99);
    assertEquals(0, wakes.get());
    time.pass(1);
    assertEquals(1, wakes.get());
    assertNull(source.shared()); // The beat is its own.
    source.goOnAt(lead, "there");
    assertSame(BEAT, source.poll(wakes::incrementAndGet));
  }

  /** Follows a lead that gave a line at once, and another one 60 ns later. */
  private HeartbeatSource following(FakeLead lead) {
    var source =
        new HeartbeatSource(new Led(lines), Duration.ofNanos(100), Beat.of(BEAT), time, this::now);
    assertSame(Poll.PENDING, source.poll(wakes::incrementAndGet));
    lead.gaveAt = time.now;
    assertTrue(source.follow(lead));
    time.pass(60);
    lead.gaveAt = time.now;
    return source;
  }

  @Test
  @DisplayName("V-155 after it has followed, the silence counts from the last line of the lead")
  void silenceAfterALead() {
    var lead = new FakeLead();
    var source = following(lead);
    source.goOnAt(lead, "there");
    assertSame(Poll.PENDING, source.poll(wakes::incrementAndGet));
    time.pass(99);
    assertEquals(0, wakes.get());
    time.pass(1);
    assertEquals(1, wakes.get());
  }

  private long now() {
    return time.now;
  }

  private static final class FakeLead implements Lead {
    private long gaveAt;

    @Override
    public Object place() {
      return "here";
    }

    @Override
    public long gaveAt() {
      return gaveAt;
    }
  }

  /** Follows any lead. */
  private static final class Led extends ForwardingSource {
    Led(LineSource lines) {
      super(lines);
    }

    @Override
    public boolean follow(Lead lead) {
      return true;
    }
  }

  @Test
  @DisplayName("L-4 the wake-up of a line that comes after the beat was due is not run twice")
  void oneWakeForBoth() {
    assertSame(Poll.PENDING, poll());
    time.pass(100);
    emit("x");
    assertEquals(1, wakes.get());
    assertSame(BEAT, poll());
    assertEquals(Line.of("x"), poll());
  }

  private void give(String text, Line.Ending ending) {
    lines.offer(new Line(text.getBytes(UTF_8), ending), () -> {});
  }

  /** What is given until the source has no more for now, when it has been silent before. */
  private String afterSilence(HeartbeatSource of) {
    while (of.poll(() -> {}) instanceof Line) {
      // What is there comes first.
    }
    time.pass(100);
    var given = new StringBuilder();
    while (of.poll(() -> {}) instanceof Line line) {
      var bytes = new byte[line.length()];
      line.copyTo(bytes, 0);
      given.append(new String(bytes, UTF_8));
    }
    return given.toString();
  }

  @Test
  @DisplayName(
      "V-132 within a line that is given in pieces there is no beat, and silence wakes once")
  void notWithinALine() {
    give("data: the first half", Line.Ending.NONE);
    assertEquals("", afterSilence(source));
    assertSame(Poll.PENDING, poll());
    wakes.set(0);
    time.pass(100);
    assertEquals(1, wakes.get());
    assertSame(Poll.PENDING, poll());
    assertEquals(1, wakes.get(), "a beat that does not fit must not wake again at once");
    give("", Line.Ending.LF);
    assertInstanceOf(Line.class, poll());
    assertSame(Poll.PENDING, poll(), "the silence begins after the line");
    assertEquals("beat\n", afterSilence(source));
  }

  @Test
  @DisplayName("V-133 after a CR the beat ends with CR: the LF that comes belongs to it")
  void afterCr() {
    give("data: x\r", Line.Ending.NONE);
    assertEquals("beat\r", afterSilence(source));
    assertEquals("beat\r", afterSilence(source));
    give("\n", Line.Ending.NONE);
    assertEquals("beat\n", afterSilence(source));
  }

  @Test
  @DisplayName("V-132 a beat that is an event is given only where an event has ended")
  void anEventBetweenEvents() {
    var ping = new Line("event: ping\ndata: \n".getBytes(UTF_8), Line.Ending.LF);
    var pinging =
        new HeartbeatSource(lines, Duration.ofNanos(100), Beat.of(ping), time, () -> time.now);
    assertEquals("event: ping\ndata: \n\n", afterSilence(pinging));
    give("data: x", Line.Ending.LF);
    assertEquals("", afterSilence(pinging));
    give(": a comment", Line.Ending.LF);
    assertEquals("", afterSilence(pinging));
    give("", Line.Ending.CR_LF);
    assertEquals("event: ping\ndata: \n\n", afterSilence(pinging));
    give(": a comment", Line.Ending.LF);
    assertEquals("event: ping\ndata: \n\n", afterSilence(pinging));
    give("data: x\r\r", Line.Ending.NONE);
    assertEquals("event: ping\rdata: \r\r", afterSilence(pinging));
  }

  @Test
  @DisplayName("L-6 no heartbeat comes after the end or a close, and the timer is cancelled")
  void afterTheEnd() {
    assertSame(Poll.PENDING, poll());
    lines.end();
    assertSame(Poll.END, poll());
    time.pass(1000);
    assertSame(Poll.END, poll());
    source.close();
    assertEquals(0, time.waiting());
    time.pass(1000);
    assertSame(Poll.END, poll());
  }

  @Test
  @DisplayName("L-8 a beat that is due is not given after a close")
  void afterAClose() {
    assertSame(Poll.PENDING, poll());
    time.pass(100);
    source.close();
    assertInstanceOf(Poll.Failed.class, poll());
    assertEquals(0, time.waiting());
  }

  @Test
  @DisplayName("V-30 heartbeats and lines from many threads: no line and no wake-up is lost")
  void race() throws Exception {
    var queue = new LineQueue();
    var quick = new HeartbeatSource(queue, Duration.ofNanos(1), Beat.of(BEAT));
    int count = 200_000;
    var producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < count; i++) {
                queue.offer(Line.of("" + i), () -> {});
                if (i % 64 == 0) {
                  Thread.onSpinWait();
                }
              }
            });
    for (int i = 0; i < count; ) {
      var line = Take.line(quick);
      if (!line.equals("beat")) {
        assertEquals("" + i++, line);
      }
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals("beat", Take.line(quick));
    }
    quick.close();
    producer.join();
  }

  @Test
  @DisplayName("V-30 a time of zero is no heartbeat")
  void nonsense() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new HeartbeatSource(lines, Duration.ZERO, Beat.of(BEAT)));
    assertTrue(refused.getMessage().contains("PT0S"));
  }

  @Override
  public Origin origin() {
    var queue = new LineQueue();
    var opened = new Semaphore(0);
    var behind =
        new LineSource() {
          volatile boolean closed;

          @Override
          public Poll poll(Runnable wake) {
            if (!closed) {
              opened.release();
            }
            return queue.poll(wake);
          }

          @Override
          public void close() {
            closed = true;
            queue.close();
          }
        };
    var beating = new HeartbeatSource(behind, Duration.ofHours(1), Beat.of(BEAT));
    return new Origin() {
      @Override
      public LineSource source() {
        return beating;
      }

      @Override
      public boolean opened() {
        return opened.availablePermits() > 0;
      }

      @Override
      public void emit(String line) {
        queue.offer(Line.of(line), () -> {});
      }

      @Override
      public void end() {
        queue.end();
      }

      @Override
      public void fail() {
        queue.fail(new IOException("made up"));
      }

      @Override
      public boolean released() {
        return behind.closed;
      }
    };
  }
}
