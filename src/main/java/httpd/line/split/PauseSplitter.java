package httpd.line.split;

import httpd.line.Line;
import httpd.line.Timer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Cuts bytes into lines for a sink, and passes on what a producer has written when it pauses within
 * a line: progress dots, or percentages with a carriage return. {@link UnfinishedLine} decides
 * when.
 *
 * <p>A line that is complete when it is read costs nothing more than with a {@link LineSplitter},
 * except the lock. Safe for two threads, the reader and the timer: each holds the lock while it
 * calls the splitter, {@code UnfinishedLine} or the sink, so that lines stay in order.
 */
public final class PauseSplitter {

  private final Consumer<Line> sink;
  private final BooleanSupplier heldBack;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final LineSplitter splitter = new LineSplitter();
  private final UnfinishedLine unfinished;

  /**
   * Makes a splitter with the limit of the process; longer lines are given in pieces as well.
   *
   * @param heldBack whether the input is not read for now, so that no pause of the producer can be
   *     seen; {@link #readOn} ends that
   */
  public PauseSplitter(Consumer<Line> sink, Timer timer, BooleanSupplier heldBack) {
    this(sink, timer, heldBack, System::nanoTime);
  }

  PauseSplitter(Consumer<Line> sink, Timer timer, BooleanSupplier heldBack, LongSupplier clock) {
    this.sink = sink;
    this.heldBack = heldBack;
    this.unfinished =
        new UnfinishedLine(
            (nanos, task) -> timer.after(nanos, () -> underLock(task)),
            this::passUnfinished,
            clock);
  }

  public void split(byte[] bytes, int offset, int length) {
    underLock(() -> {
      splitter.split(bytes, offset, length, sink);
      unfinished.see(splitter.unfinished());
    });
  }

  /** Notes that the input is read again after it was held back. */
  public void readOn() {
    underLock(() -> unfinished.see(splitter.unfinished()));
  }

  /** Gives what has begun: no more bytes come. */
  public void end() {
    underLock(() -> {
      unfinished.stop();
      splitter.end(sink);
    });
  }

  /** Under the lock. */
  private void passUnfinished() {
    if (!heldBack.getAsBoolean()) {
      splitter.end(sink);
    }
  }

  private void underLock(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
  }
}
