package httpd.line;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;

/** The exam for a queue, by either way in. */
public class LineQueueContractTest {

  /** What waits for a first poll, as every source has to; the queue itself has nothing to open. */
  public abstract static class QueueOrigin implements LineSourceContract.Origin, LineSource {
    protected final LineQueue queue = new LineQueue();
    private final AtomicBoolean opened = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    void start() {}

    @Override
    public Poll poll(Runnable wake) {
      if (!closed.get() && opened.compareAndSet(false, true)) {
        start();
      }
      return queue.poll(wake);
    }

    @Override
    public void close() {
      closed.set(true);
      queue.close();
    }

    @Override
    public LineSource source() {
      return this;
    }

    @Override
    public boolean opened() {
      return opened.get();
    }

    @Override
    public boolean released() {
      return closed.get();
    }
  }

  /** Lines put by a thread that may block. */
  private static final class PutOrigin extends QueueOrigin {
    private interface Step {
      void run() throws InterruptedException;
    }

    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final Thread producer = Thread.ofPlatform().unstarted(this::produce);
    private boolean done;

    @Override
    void start() {
      producer.start();
    }

    private void produce() {
      try {
        while (!done) {
          steps.take().run();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts it", e);
      }
    }

    @Override
    public void emit(String line) {
      steps.add(() -> queue.put(Line.of(line)));
    }

    @Override
    public void end() {
      steps.add(queue::end);
    }

    @Override
    public void fail() {
      steps.add(() -> queue.fail(new IOException("as asked")));
    }

    @Override
    public void close() {
      super.close();
      steps.add(() -> done = true);
    }

    @Override
    public boolean released() {
      return super.released() && !producer.isAlive();
    }
  }

  /** Lines offered by the thread that polls. */
  public static class OfferOrigin extends QueueOrigin {
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
      queue.fail(new IOException("as asked"));
    }
  }

  @Nested
  class WhenPut implements LineSourceContract {
    @Override
    public Origin origin() {
      return new PutOrigin();
    }
  }

  @Nested
  class WhenOffered implements LineSourceContract {
    @Override
    public Origin origin() {
      return new OfferOrigin();
    }
  }
}
