package httpd.testing;

import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An iterator in a test's hand: it blocks until the test says how it goes on, and counts what is
 * asked of it and how often it is closed.
 */
public final class SlowLines implements Iterator<String>, AutoCloseable {

  private interface Step {
    String take();
  }

  private static final Step END = () -> null;

  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger closes = new AtomicInteger();
  private Step step;

  /** Lets this line come. */
  public SlowLines emit(String line) {
    steps.add(() -> line);
    return this;
  }

  /** Lets the lines end. */
  public SlowLines end() {
    steps.add(END);
    return this;
  }

  /** Lets the next call fail. */
  public SlowLines fail(RuntimeException failure) {
    steps.add(() -> {
      throw failure;
    });
    return this;
  }

  /** Waits until somebody asks for a line. */
  public void awaitAsked() throws InterruptedException {
    await(asked, "nobody asked for a line");
  }

  /** Waits until it is closed. */
  public void awaitClosed() throws InterruptedException {
    await(closed, "it was not closed");
  }

  public boolean wasAsked() {
    return asked.getCount() == 0;
  }

  public int closes() {
    return closes.get();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // There is one END.
  public boolean hasNext() {
    asked.countDown();
    if (step == null) {
      try {
        step = steps.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
    return step != END;
  }

  @Override
  public String next() {
    var next = step;
    step = null;
    return next.take();
  }

  @Override
  public void close() {
    closes.incrementAndGet();
    closed.countDown();
  }

  private static void await(CountDownLatch latch, String problem) throws InterruptedException {
    if (!latch.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError(problem);
    }
  }
}
