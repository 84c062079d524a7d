package httpd.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.Take;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
}
