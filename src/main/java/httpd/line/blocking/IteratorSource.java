package httpd.line.blocking;

import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.log.ServerLog;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bridge from code that blocks: an iterator or a stream of strings, read on a virtual thread of
 * its own into a {@link LineQueue}.
 *
 * <pre>
 *         first poll             the last line, or an exception
 *   NEW ────────────► READING ───────────────────────────────────► LEFT     the reader closes the body
 *    │                   │
 *    │ close()           │ close()      interrupts the reader and closes the body on another
 *    └─────► CLOSED ◄────┘              virtual thread: either may be what releases it
 * </pre>
 *
 * <p>The reader pulls the next line as soon as the last one is in the queue, so up to {@link
 * LineQueue#DEFAULT_LIMIT} bytes are read ahead of a slow owner. It gives up its carrier every few
 * milliseconds, so that an endless body starves no other thread of that carrier.
 *
 * <p>The body, if it is {@link AutoCloseable}, is closed exactly once, whatever ends it and even if
 * it was never read. Its {@code close} may run while its {@code next} is still blocked.
 */
public final class IteratorSource implements LineSource {

  private static final System.Logger LOG = ServerLog.named(IteratorSource.class.getName());
  private static final long TURN_NANOS = 5_000_000;

  /** How long a thread without memory rests: other memory may be collected meanwhile. */
  private static final long RETRY_NANOS = 10_000_000;

  /** Lines between two looks at the clock, of a body that is fast: they take microseconds. */
  private static final int LONGEST_STRIDE = 64;

  private enum State {
    NEW,
    READING,
    LEFT,
    CLOSED
  }

  private interface Reading {
    void into(Sink sink) throws Exception;
  }

  private final LineQueue queue = new LineQueue(StreamMemory.ofTheProcess());
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Reading reading;
  private final @Nullable AutoCloseable body;
  private volatile @Nullable Thread reader;

  private IteratorSource(Reading reading, @Nullable AutoCloseable body) {
    this.reading = reading;
    this.body = body;
  }

  /** Reads the lines of an iterator; each is encoded in UTF-8 and ended with a line feed. */
  public static IteratorSource of(Iterator<String> lines) {
    return of(lines, IteratorSource::line);
  }

  public static IteratorSource of(Stream<String> lines) {
    return of(lines, IteratorSource::line);
  }

  /** Reads an iterator, and makes each element a line on the reading thread. */
  public static <T> IteratorSource of(Iterator<T> elements, Function<? super T, Line> encoding) {
    Objects.requireNonNull(elements, "elements");
    return new IteratorSource(
        sink -> {
          while (elements.hasNext()) {
            sink.accept(encoding.apply(elements.next()));
          }
        },
        elements instanceof AutoCloseable closeable ? closeable : null);
  }

  /**
   * Reads a stream, in its order. The stream pushes, since its own iterator would gather a {@code
   * flatMap} before it gives the first line.
   */
  public static <T> IteratorSource of(Stream<T> elements, Function<? super T, Line> encoding) {
    Objects.requireNonNull(elements, "elements");
    return new IteratorSource(
        sink ->
            elements.sequential().forEachOrdered(element -> sink.accept(encoding.apply(element))),
        elements);
  }

  private static Line line(@Nullable String text) {
    if (text == null) {
      throw new NullPointerException("a line iterator returned null; skip it or return \"\"");
    }
    return Line.of(text);
  }

  @Override
  public Poll poll(Runnable wake) {
    if (state.get() == State.NEW && state.compareAndSet(State.NEW, State.READING)) {
      startReader();
    }
    return queue.poll(wake);
  }

  @Override
  public void close() {
    var before = state.getAndSet(State.CLOSED);
    queue.close();
    var thread = reader;
    if (before == State.READING && thread != null) {
      thread.interrupt();
    }
    if (body != null && (before == State.NEW || before == State.READING)) {
      CloseTasks.start(this::closeBody);
    }
  }

  /** Returns the body, if it has to be closed: two sources of it are the same lines. */
  @Override
  public Object origin() {
    return body == null ? this : body;
  }

  private void startReader() {
    var read = CloseTasks.current().carry(this::read);
    var thread = Thread.ofVirtual().name("httpd-read").unstarted(read);
    reader = thread;
    thread.start();
    if (state.get() == State.CLOSED) {
      thread.interrupt(); // The close came between the two lines above and saw no thread.
    }
  }

  private void read() {
    Throwable failure = null;
    try {
      reading.into(new Sink());
    } catch (Throwable thrown) {
      failure = thrown;
    }
    boolean mine = state.compareAndSet(State.READING, State.LEFT);
    if (failure == null) {
      queue.end();
    } else {
      fail(failure); // Does nothing after a close, which has made the body fail.
    }
    if (mine) {
      closeBody();
    }
  }

  /** Tries again if there is no memory even for this: the owner would wait for ever. */
  private void fail(Throwable failure) {
    while (true) {
      try {
        queue.fail(failure);
        return;
      } catch (OutOfMemoryError again) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void closeBody() {
    if (body == null) {
      return;
    }
    try {
      body.close();
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.WARNING, "Closing a body failed: " + body, failure);
    }
  }

  /**
   * Puts lines into the queue; throws into the body once the source is closed.
   *
   * <p>Virtual threads are not preempted, and a thread that yields runs again before those that
   * come from outside its carrier. So a body that keeps computing has to park now and then: it does
   * if it has not for {@value #TURN_NANOS} ns. The time of the next line is unknown, so the clock
   * is read after each; but that costs as much as a fast line, so the clock is read less often
   * while lines are fast. A line that had to wake the owner has cost more.
   */
  private final class Sink {
    private int stride = 1;
    private int untilLook = 1;
    private long turnBegan = System.nanoTime();

    void accept(Line line) {
      untilLook--;
      switch (put(line)) {
        case QUEUED -> {}
        case WOKE_OWNER -> untilLook = 0;
        case REFUSED -> throw new IllegalStateException("the line source was closed");
      }
      if (untilLook <= 0) {
        look();
      }
    }

    private LineQueue.Put put(Line line) {
      try {
        return queue.put(line);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return LineQueue.Put.REFUSED;
      }
    }

    private void look() {
      if (System.nanoTime() - turnBegan > TURN_NANOS) {
        LockSupport.parkNanos(1);
        turnBegan = System.nanoTime();
        stride = 1;
      } else {
        stride = Math.min(2 * stride, LONGEST_STRIDE);
      }
      untilLook = stride;
    }
  }
}
