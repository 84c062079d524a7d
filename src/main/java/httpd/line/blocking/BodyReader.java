package httpd.line.blocking;

import httpd.line.Line;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The work of the thread that reads a body: puts its lines into the queue of an {@link
 * IteratorSource}, and throws into the body once that is closed.
 *
 * <p>A thread that waits for its body keeps its frames in memory, about 100 bytes each, for as long
 * as the body is silent. So {@code run} itself asks the body, and nothing stands between it and the
 * thread.
 *
 * <p>Virtual threads are not preempted, and a thread that yields runs again before those that come
 * from outside its carrier. So a body that keeps computing has to park now and then: it does if it
 * has not for {@value #TURN_NANOS} ns. The time of the next line is unknown, so the clock is read
 * after each; but that costs as much as a fast line, so the clock is read less often while lines
 * are fast. A line that had to wake the owner has cost more.
 */
abstract class BodyReader implements Runnable {

  private static final long TURN_NANOS = 5_000_000;

  /** Lines between two looks at the clock, of a body that is fast: they take microseconds. */
  private static final int LONGEST_STRIDE = 64;

  private final IteratorSource source;
  private int stride = 1;
  private int untilLook = 1;
  private long turnBegan;

  private BodyReader(IteratorSource source) {
    this.source = source;
  }

  /** To be called first, on the reading thread. */
  final void begin() {
    turnBegan = System.nanoTime();
  }

  final void accept(Line line) {
    untilLook--;
    switch (source.put(line)) {
      case QUEUED -> {}
      case WOKE_OWNER -> untilLook = 0;
      case REFUSED -> throw new IllegalStateException("the line source was closed");
    }
    if (untilLook <= 0) {
      look();
    }
  }

  private void look() {
    if (System.nanoTime() - turnBegan > TURN_NANOS) {
      LongWork.giveTurn();
      turnBegan = System.nanoTime();
      stride = 1;
    } else {
      stride = Math.min(2 * stride, LONGEST_STRIDE);
    }
    untilLook = stride;
  }

  final void left(@Nullable Throwable failure) {
    source.left(failure);
  }

  static final class OfIterator<T> extends BodyReader {
    private final Iterator<T> elements;
    private final Function<? super T, Line> encoding;

    OfIterator(IteratorSource source, Iterator<T> elements, Function<? super T, Line> encoding) {
      super(source);
      this.elements = elements;
      this.encoding = encoding;
    }

    @Override
    public void run() {
      begin();
      Throwable failure = null;
      try {
        while (elements.hasNext()) {
          accept(encoding.apply(elements.next()));
        }
      } catch (Throwable thrown) {
        failure = thrown;
      }
      left(failure);
    }
  }

  /** A stream pushes: its own iterator would gather a {@code flatMap} before the first line. */
  static final class OfStream<T> extends BodyReader {
    private final Stream<T> elements;
    private final Function<? super T, Line> encoding;

    OfStream(IteratorSource source, Stream<T> elements, Function<? super T, Line> encoding) {
      super(source);
      this.elements = elements;
      this.encoding = encoding;
    }

    @Override
    public void run() {
      begin();
      Throwable failure = null;
      try {
        elements.sequential().forEachOrdered(element -> accept(encoding.apply(element)));
      } catch (Throwable thrown) {
        failure = thrown;
      }
      left(failure);
    }
  }
}
