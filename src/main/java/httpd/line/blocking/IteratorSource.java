package httpd.line.blocking;

import httpd.limit.StreamMemory;
import httpd.line.Insight;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.log.ServerLog;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
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

  /** How long a thread without memory rests: other memory may be collected meanwhile. */
  private static final long RETRY_NANOS = 10_000_000;

  private enum State {
    NEW,
    READING,
    LEFT,
    CLOSED
  }

  private static final AtomicReferenceFieldUpdater<IteratorSource, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(IteratorSource.class, State.class, "state");

  private final LineQueue queue = new LineQueue(StreamMemory.ofTheProcess());
  private final @Nullable AutoCloseable body;
  private volatile State state = State.NEW;

  /** What the thread is to run; null once it has been started. For the owner alone. */
  private @Nullable BodyReader unstarted;

  private volatile @Nullable Thread reader;

  private IteratorSource(@Nullable AutoCloseable body) {
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
    var source = new IteratorSource(elements instanceof AutoCloseable closeable ? closeable : null);
    source.unstarted = new BodyReader.OfIterator<>(source, elements, encoding);
    return source;
  }

  /**
   * Reads a stream, in its order. The stream pushes, since its own iterator would gather a {@code
   * flatMap} before it gives the first line.
   */
  public static <T> IteratorSource of(Stream<T> elements, Function<? super T, Line> encoding) {
    Objects.requireNonNull(elements, "elements");
    var source = new IteratorSource(elements);
    source.unstarted = new BodyReader.OfStream<>(source, elements, encoding);
    return source;
  }

  private static Line line(@Nullable String text) {
    if (text == null) {
      throw new NullPointerException("a line iterator returned null; skip it or return \"\"");
    }
    return Line.of(text);
  }

  @Override
  public Poll poll(Runnable wake) {
    if (state == State.NEW && STATE.compareAndSet(this, State.NEW, State.READING)) {
      startReader();
    }
    return queue.poll(wake);
  }

  @Override
  public void close() {
    var before = STATE.getAndSet(this, State.CLOSED);
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

  @Override
  public Insight insight() {
    var thread = reader;
    return thread == null ? Insight.NONE : new Insight(-1, thread, 0);
  }

  private void startReader() {
    var work = Objects.requireNonNull(unstarted);
    unstarted = null;
    var thread = CloseTasks.current().thread("httpd-read", work);
    reader = thread;
    thread.start();
    if (state == State.CLOSED) {
      thread.interrupt(); // The close came between the two lines above and saw no thread.
    }
  }

  LineQueue.Put put(Line line) {
    try {
      return queue.put(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return LineQueue.Put.REFUSED;
    }
  }

  /** The reader leaves, after the last line or with a failure. */
  void left(@Nullable Throwable failure) {
    boolean mine = STATE.compareAndSet(this, State.READING, State.LEFT);
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
}
