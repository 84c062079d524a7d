package httpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.split.LineLimit;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.Take;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L-14: what a handler does with the lines it holds. */
class LinesTest {

  /** A queue that says when its owner waits, and counts what is asked of it. */
  private static final class Asked implements LineSource {
    private final LineQueue queue = new LineQueue();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();

    Asked emit(String... lines) {
      for (var line : lines) {
        queue.offer(Line.of(line), () -> {});
      }
      return this;
    }

    Asked end() {
      queue.end();
      return this;
    }

    @Override
    public Poll poll(Runnable wake) {
      polls.incrementAndGet();
      var poll = queue.poll(wake);
      if (poll instanceof Poll.Pending) {
        waiting.countDown();
      }
      return poll;
    }

    @Override
    public void close() {
      closes.incrementAndGet();
      queue.close();
    }
  }

  private final Asked source = new Asked();
  private final Lines lines = Lines.of(source);

  private static LineSource bodyOf(Lines lines) {
    return ((Body.Lines) Response.lines(lines).body()).source();
  }

  private static List<String> rest(Lines lines) {
    var all = new ArrayList<String>();
    for (var line : lines) {
      all.add(line);
    }
    return all;
  }

  /** What {@code hasNext} comes to on a thread of its own, which waits by now. */
  private FutureTask<Boolean> waitingHasNext(Lines lines) throws InterruptedException {
    var task = new FutureTask<>(lines::hasNext);
    var thread = Thread.ofPlatform().start(task);
    assertTrue(source.waiting.await(30, TimeUnit.SECONDS), "it waits for a line");
    assertFalse(task.isDone());
    waiter = thread;
    return task;
  }

  private Thread waiter;

  private static <T extends Throwable> T causeOf(Class<T> type, FutureTask<Boolean> task) {
    var failed = assertThrows(ExecutionException.class, () -> task.get(30, TimeUnit.SECONDS));
    var unchecked = assertInstanceOf(UncheckedIOException.class, failed.getCause());
    return assertInstanceOf(type, unchecked.getCause());
  }

  @Test
  @DisplayName("L-14 lines can be looped over")
  void aForLoopReadsThemAll() {
    source.emit("a", "", "ü").end();
    assertEquals(List.of("a", "", "ü"), rest(lines));
    assertFalse(lines.hasNext());
    assertThrows(NoSuchElementException.class, lines::next);
  }

  @Test
  void hasNextTakesNothingAndNextNeedsNoHasNext() {
    source.emit("a", "b").end();
    assertTrue(lines.hasNext());
    assertTrue(lines.hasNext());
    assertEquals("a", lines.next());
    assertEquals("b", lines.next());
    assertThrows(NoSuchElementException.class, lines::next);
  }

  @Test
  void eachEndingIsLeftOut() {
    source.queue.offer(new Line("a".getBytes(ISO_8859_1), Line.Ending.CR_LF), () -> {});
    source.queue.offer(Line.verbatim("b"), () -> {});
    assertEquals(List.of("a", "b"), rest(Lines.of(source.end())));
  }

  @Test
  void hasNextWaitsForTheLine() throws Exception {
    var answer = waitingHasNext(lines);
    source.emit("late");
    assertTrue(answer.get(30, TimeUnit.SECONDS));
    assertEquals("late", lines.next());
  }

  @Test
  void closeFreesAWaitingHasNext() throws Exception {
    var answer = waitingHasNext(lines);
    lines.close();
    var cause = causeOf(SourceFailedException.class, answer).getCause();
    assertInstanceOf(SourceClosedException.class, cause);
  }

  @Test
  void closeOfMappedAndFilteredOnesFreesAWaitingHasNext() throws Exception {
    var changed = lines.map(line -> line + "!").filter(line -> true);
    var answer = waitingHasNext(changed);
    changed.close();
    var cause = causeOf(SourceFailedException.class, answer).getCause();
    assertInstanceOf(SourceClosedException.class, cause);
  }

  @Test
  void anInterruptFreesAWaitingHasNext() throws Exception {
    var answer = waitingHasNext(lines);
    waiter.interrupt();
    causeOf(InterruptedIOException.class, answer);
  }

  @Test
  void aWakeUpOfAnEarlierPollDoesNotCountForALaterOne() throws Exception {
    // Its owner gives every wake-up it was ever given once more: that is its bug, not ours.
    var wakes = new ArrayList<Runnable>();
    var answers = new ArrayList<>(List.of(Line.of("a"), Poll.PENDING, Line.of("b"), Poll.PENDING));
    var polls = new AtomicInteger();
    var waits = new CountDownLatch(2);
    var odd =
        Lines.of(
            new LineSource() {
              @Override
              public Poll poll(Runnable wake) {
                polls.incrementAndGet();
                if (answers.isEmpty()) {
                  return Poll.END;
                }
                var answer = answers.removeFirst();
                wakes.add(wake);
                if (answer instanceof Poll.Pending && waits.getCount() == 2) {
                  wake.run();
                  wake.run();
                }
                if (answer instanceof Poll.Pending) {
                  waits.countDown();
                }
                return answer;
              }

              @Override
              public void close() {}
            });
    var task = new FutureTask<>(() -> rest(odd));
    var thread = Thread.ofPlatform().start(task);
    assertTrue(waits.await(30, TimeUnit.SECONDS));
    Eventually.holds(
        "it waits for the wake-up of its second Pending",
        () -> thread.getState() == Thread.State.WAITING || task.isDone());
    assertEquals(4, polls.get(), "polled again without having been woken");
    wakes.getLast().run();
    assertEquals(List.of("a", "b"), task.get(30, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("L-14.3 a failure is an exception of hasNext, each time, and never an end")
  void aFailureIsAnExceptionOfHasNextEveryTimeAndNeverAnEnd() {
    source.emit("a");
    source.queue.fail(new IOException("the disk is on fire"));
    assertEquals("a", lines.next());
    for (int i = 0; i < 2; i++) {
      var e = assertThrows(UncheckedIOException.class, lines::hasNext);
      assertInstanceOf(SourceFailedException.class, e.getCause());
      assertEquals("the disk is on fire", e.getCause().getMessage());
    }
    assertThrows(UncheckedIOException.class, lines::next);
  }

  @Test
  @DisplayName("L-14 nothing is opened before the first line is asked for")
  void nothingIsAskedBeforeALineIs() {
    var calls = new AtomicInteger();
    var changed =
        lines
            .map(line -> line + calls.incrementAndGet())
            .filter(line -> calls.incrementAndGet() > 0);
    assertSame(changed, changed.iterator());
    assertEquals(0, source.polls.get());
    source.emit("a", "b", "c");
    assertEquals("a1", changed.next());
    assertEquals(1, source.polls.get());
    assertEquals(2, calls.get());
  }

  @Test
  @DisplayName("L-14.1 map and filter do not read ahead")
  void mapAndFilterGiveALineBeforeTheNextExists() {
    var changed = lines.map(line -> "<" + line + ">").filter(line -> !line.equals("<skip>"));
    source.emit("a");
    assertEquals("<a>", changed.next());
    source.emit("skip", "", "b");
    assertEquals("<>", changed.next());
    assertEquals("<b>", changed.next());
    source.end();
    assertFalse(changed.hasNext());
    assertThrows(NoSuchElementException.class, changed::next);
  }

  @Test
  void aFilterThatNothingPassesEnds() {
    source.emit("a", "b").end();
    var none = lines.filter(line -> false);
    assertFalse(none.hasNext());
    assertThrows(NoSuchElementException.class, none::next);
  }

  @Test
  void anExceptionOfAFunctionFailsTheBodyBehindTheLinesBeforeIt() throws Exception {
    source.emit("1", "x").end();
    var body = bodyOf(lines.map(line -> "" + Integer.parseInt(line)));
    assertEquals("1", Take.line(body));
    var failed = assertInstanceOf(Poll.Failed.class, Take.next(body));
    assertInstanceOf(NumberFormatException.class, failed.cause());
    Eventually.holds("closed once", () -> source.closes.get() == 1);
  }

  @Test
  @DisplayName("L-14.2, L-10.1 lines that nobody read pass through as the same bytes")
  void untouchedTheirBytesPassThrough() throws Exception {
    var raw = new Line(new byte[] {(byte) 0xff, 0, '\r'}, Line.Ending.CR_LF);
    source.queue.offer(raw, () -> {});
    var body = bodyOf(lines);
    assertSame(source, body);
    assertSame(raw, body.poll(() -> {}));
  }

  @Test
  void touchedNoLineIsLostThatWasLookedAt() throws Exception {
    source.emit("a", "b", "c").end();
    assertTrue(lines.hasNext());
    var body = bodyOf(lines);
    assertEquals(List.of("a", "b", "c"), Take.all(body));
    body.close();

    var other = new Asked().emit("a", "b").end();
    var half = Lines.of(other);
    assertEquals("a", half.next());
    assertEquals(List.of("b"), Take.all(bodyOf(half)));
  }

  @Test
  void mappedAndFilteredOnesCloseTheirSourceWithTheBody() throws Exception {
    for (var changed : List.of(lines.map(line -> line), lines.filter(line -> true))) {
      int before = source.closes.get();
      var body = bodyOf(changed);
      body.close();
      Eventually.holds("closed", () -> source.closes.get() > before);
    }
    assertEquals(0, source.polls.get());
  }

  @Test
  @DisplayName("V-150, V-151 as events a line in pieces is one event, one too long a comment")
  void piecesAsEvents() throws Exception {
    var queue = new LineQueue(Integer.MAX_VALUE);
    var half = Line.verbatim("x".repeat(LineLimit.DEFAULT / 2 + 1));
    for (var piece :
        List.of(Line.verbatim("a"), Line.of("b"), half, half, Line.of("end"), Line.of("c"))) {
      queue.offer(piece, () -> {});
    }
    queue.end();
    var body = ((Body.Lines) Response.events(Lines.of(queue)).body()).source();
    var leftOut = ": a line of more than 1048576 bytes was left out\n";
    assertEquals(List.of("data: ab\n", leftOut, "data: c\n"), Take.all(body));
  }

  @Test
  @DisplayName("L-20 mapped and filtered, an exception for a line that is too long is not the end")
  void tooLongMapped() {
    var queue = new LineQueue(Integer.MAX_VALUE);
    queue.offer(Line.verbatim("x".repeat(LineLimit.DEFAULT)), () -> {});
    queue.offer(Line.of("y"), () -> {});
    queue.offer(Line.of("after"), () -> {});
    queue.end();
    var changed = Lines.of(queue).map(line -> line + "!").filter(line -> true);
    var e = assertThrows(UncheckedIOException.class, changed::hasNext);
    assertInstanceOf(LineTooLongException.class, e.getCause());
    assertEquals(List.of("after!"), rest(changed));
  }

  @Test
  @DisplayName("L-25 a response of mapped lines goes on after one that is too long")
  void tooLongMappedInAResponse() throws Exception {
    for (boolean asEvents : List.of(false, true)) {
      var queue = new LineQueue(Integer.MAX_VALUE);
      queue.offer(Line.of("before"), () -> {});
      queue.offer(Line.verbatim("x".repeat(LineLimit.DEFAULT)), () -> {});
      queue.offer(Line.of("y"), () -> {});
      queue.offer(Line.of("after"), () -> {});
      queue.end();
      var mapped = Lines.of(queue).map(line -> line + "!").filter(line -> true);
      try (var log = new LogCapture();
          var response = asEvents ? Response.events(mapped) : Response.lines(mapped)) {
        var sent = Take.all(((Body.Lines) response.body()).source()).toString();
        assertTrue(sent.matches("(?s)\\[.*before!.*after!.*]"), sent);
        assertTrue(log.text().contains("left out of a response: line 2 is longer"), log.text());
      }
    }
  }
}
