package httpd.line;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
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
 *    └─────► CLOSED ◄────┘              virtual thread: which of the two frees it depends on the body
 * </pre>
 *
 * <p>The reader pulls the next line as soon as the last one is in the queue, so up to {@link
 * LineQueue#DEFAULT_LIMIT} bytes are read ahead of a slow owner. It gives up its carrier whenever
 * it has woken its owner and after every {@value #LINES_PER_TURN} lines, so that an endless fast
 * iterator starves nobody on the same carrier.
 *
 * <p>The body, if it is {@link AutoCloseable}, is closed exactly once, whatever ends it and even if
 * it was never read. Its {@code close} may run while its {@code next} is still blocked.
 */
public final class IteratorSource implements LineSource {

  private static final System.Logger LOG = System.getLogger(IteratorSource.class.getName());
  private static final int LINES_PER_TURN = 1024;

  private enum State {
    NEW,
    READING,
    LEFT,
    CLOSED
  }

  /** Reads the body to its end and gives each line to the sink. */
  private interface Reading {
    void into(Sink sink) throws Exception;
  }

  private final LineQueue queue = new LineQueue();
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Reading reading;
  private final @Nullable AutoCloseable body;
  private volatile @Nullable Thread reader;

  private IteratorSource(Reading reading, @Nullable AutoCloseable body) {
    this.reading = reading;
    this.body = body;
  }

  /** The lines of an iterator; each is encoded in UTF-8 and ended with a line feed. */
  public static IteratorSource of(Iterator<String> lines) {
    Objects.requireNonNull(lines, "lines");
    return new IteratorSource(
        sink -> {
          while (lines.hasNext()) {
            sink.accept(lines.next());
          }
        },
        lines instanceof AutoCloseable closeable ? closeable : null);
  }

  /**
   * The lines of a stream, in its order. The stream pushes, since its own iterator would gather a
   * {@code flatMap} before it gives the first line.
   */
  public static IteratorSource of(Stream<String> lines) {
    Objects.requireNonNull(lines, "lines");
    return new IteratorSource(sink -> lines.sequential().forEachOrdered(sink::accept), lines);
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
    if (before == State.NEW || before == State.READING) {
      closeBodyElsewhere();
    }
  }

  private void startReader() {
    var thread = Thread.ofVirtual().name("httpd-read").unstarted(this::read);
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
      // Does nothing after a close, when the failure is the body's answer to it.
      queue.fail(failure);
    }
    if (mine) {
      closeBody();
    }
  }

  private void closeBodyElsewhere() {
    if (body != null) {
      Thread.ofVirtual().name("httpd-close").start(this::closeBody);
    }
  }

  private void closeBody() {
    if (body == null) {
      return;
    }
    try {
      body.close();
    } catch (Exception failure) {
      LOG.log(System.Logger.Level.WARNING, "Closing a body failed: " + body, failure);
    }
  }

  /** Puts lines into the queue; by an exception it tells the body that nobody wants more. */
  private final class Sink {
    private int linesThisTurn;

    // Virtual threads are not preempted: a yield is a turn.
    @SuppressWarnings("ThreadPriorityCheck")
    void accept(@Nullable String line) {
      if (line == null) {
        throw new NullPointerException("a line iterator returned null; skip it or return \"\"");
      }
      var put = put(line);
      if (put == LineQueue.Put.REFUSED) {
        throw new IllegalStateException("the line source was closed");
      }
      if (put == LineQueue.Put.WOKE_OWNER || ++linesThisTurn == LINES_PER_TURN) {
        linesThisTurn = 0;
        Thread.yield();
      }
    }

    private LineQueue.Put put(String line) {
      try {
        return queue.put(Line.of(line));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return LineQueue.Put.REFUSED;
      }
    }
  }
}
