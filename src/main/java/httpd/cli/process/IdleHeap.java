package httpd.cli.process;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has memory of the heap given back to the system after a burst, or after the start. A serial
 * collector shrinks the heap only in a full collection, and a server that has nothing to do would
 * never come to one.
 *
 * <p>It looks at the heap every so often. When 16 MiB or more were used beyond what the last full
 * collection left, and next to nothing since the look before, it asks for a full collection.
 */
public final class IdleHeap {

  /** The looks of one server. */
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

  /** Looks at the heap of this process until the result is closed. */
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
