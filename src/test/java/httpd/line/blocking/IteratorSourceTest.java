package httpd.line.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IteratorSourceTest implements LineSourceContract {

  @Override
  public Origin origin() {
    return new QueueOrigin();
  }

  /** An iterator that blocks in {@code hasNext} until its test says how it goes on. */
  private static final class QueueOrigin implements Origin, Iterator<String> {
    private static final String END = new String("end");
    private static final String FAIL = new String("fail");

    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger closes = new AtomicInteger();
    private final LineSource source = IteratorSource.of(new Closeable(this));
    private volatile boolean opened;
    private String line;

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return opened;
    }

    @Override
    public void emit(String line) {
      queue.add(line);
    }

    @Override
    public void end() {
      queue.add(END);
    }

    @Override
    public void fail() {
      queue.add(FAIL);
    }

    @Override
    public boolean released() {
      return closes.get() == 1;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Markers, not texts.
    public boolean hasNext() {
      opened = true;
      try {
        line = line == null ? queue.take() : line;
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      if (line == FAIL) {
        throw new IllegalStateException("as asked");
      }
      return line != END;
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var next = line;
      line = null;
      return next;
    }
  }

  /** Counts its closes, which the test's own end must not. */
  private record Closeable(QueueOrigin origin) implements Iterator<String>, AutoCloseable {
    @Override
    public boolean hasNext() {
      return origin.hasNext();
    }

    @Override
    public String next() {
      return origin.next();
    }

    @Override
    public void close() {
      origin.closes.incrementAndGet();
    }
  }

  @Test
  @DisplayName("L-11 reads ahead no further than a queue and a batch hold")
  void readsAheadNoFurtherThanTheQueueHolds() throws Exception {
    var produced = new AtomicInteger();
    var source = IteratorSource.of(Stream.generate(() -> "line " + produced.incrementAndGet()));
    assertEquals("line 1", Take.line(source));
    int most = 2 * LineQueue.DEFAULT_LIMIT / "line 1\n".length();
    long rested = Eventually.rests(produced::get);
    assertTrue(rested < most, "produced " + rested + " lines for an owner who took one");
    source.close();
  }

  @Test
  @DisplayName("L-5 a stream gives the lines of an endless flatMap at once")
  void aStreamGivesTheLinesOfAnEndlessFlatMapAtOnce() throws Exception {
    var source = IteratorSource.of(Stream.of("a").flatMap(a -> Stream.generate(() -> a)));
    assertEquals("a", Take.line(source));
    source.close();
  }

  @Test
  @DisplayName("L-12 a stream is closed once")
  void aStreamIsClosedOnce() throws Exception {
    var closes = new AtomicInteger();
    var closed = new CountDownLatch(1);
    var lines = Stream.of("a", "b").onClose(closes::incrementAndGet).onClose(closed::countDown);
    var source = IteratorSource.of(lines);
    assertEquals(List.of("a", "b"), Take.all(source));
    source.close();
    closed.await();
    assertEquals(1, closes.get());
  }

  @Test
  @DisplayName("L-13 a null line is a failure that says so")
  void aNullLineIsAFailureThatSaysSo() throws Exception {
    var source = IteratorSource.of(Stream.of("a", null).iterator());
    assertEquals("a", Take.line(source));
    var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
    assertInstanceOf(NullPointerException.class, failed.cause());
    source.close();
  }

  /** Nobody takes lines, as an event loop does that is busy, so that none has to wake its owner. */
  @Test
  @DisplayName(
      "S-22 bodies that compute between lines take turns, though all their lines are queued")
  void slowBodiesTakeTurns() {
    int bodies = Runtime.getRuntime().availableProcessors() + 2;
    var made = new AtomicIntegerArray(bodies);
    var sources = new ArrayList<LineSource>();
    for (int i = 0; i < bodies; i++) {
      int body = i;
      sources.add(IteratorSource.of(Stream.generate(() -> compute(made, body)).iterator()));
    }
    try {
      sources.forEach(source -> source.poll(() -> {}));
      Eventually.holds("each has made lines", () -> least(made) >= 5);
      assertTrue(most(made) < 500, "one made a line, the others up to " + made);
    } finally {
      sources.forEach(LineSource::close);
    }
  }

  private static String compute(AtomicIntegerArray made, int body) {
    long end = System.nanoTime() + 3_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    made.incrementAndGet(body);
    return "x";
  }

  private static int least(AtomicIntegerArray made) {
    return IntStream.range(0, made.length()).map(made::get).min().orElseThrow();
  }

  private static int most(AtomicIntegerArray made) {
    return IntStream.range(0, made.length()).map(made::get).max().orElseThrow();
  }
}
