package httpd.cli.process;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Returns heap memory to the system after a burst or the start. A serial collector shrinks the heap
 * only in a full collection, which an idle server would never reach. So this asks for one when 16
 * MiB or more were used since the last one, and next to nothing since the previous look.
 */
public final class IdleHeap {

  public record Watch(Future<?> looks) implements AutoCloseable {

    @Override
    public void close() {
      looks.cancel(false);
    }
  }

  private static final long SECONDS_BETWEEN_LOOKS = 30;

  /** Garbage that is worth a collection, which takes some 50 ms. */
  private static final long WORTH = 16 * 1024 * 1024;

  private static final long IDLE = 1024 * 1024;

  private final LongSupplier used;
  private final Runnable collect;
  private long left;
  private long most;
  private long usedBefore;

  IdleHeap(LongSupplier used, Runnable collect) {
    this.used = used;
    this.collect = collect;
  }

  /** Observes the heap of this process until the result is closed. */
  public static Watch watch() {
    var runtime = Runtime.getRuntime();
    var heap = new IdleHeap(() -> runtime.totalMemory() - runtime.freeMemory(), System::gc);
    return new Watch(
        ForkJoinPool.commonPool()
            .scheduleWithFixedDelay(
                heap::look, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS));
  }

  void look() {
    long now = used.getAsLong();
    boolean idle = Math.abs(now - usedBefore) < IDLE;
    usedBefore = now;
    most = Math.max(most, now);
    if (idle && most - left > WORTH) {
      collect.run();
      left = used.getAsLong();
      most = left;
      usedBefore = left;
    }
  }
}
