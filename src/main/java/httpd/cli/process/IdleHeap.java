package httpd.cli.process;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Returns heap memory to the system after a burst or the start. A serial collector shrinks the heap
 * only in a full collection, which an idle server would never reach. So this asks for one when 16
 * MiB or more were used since the last one, and next to nothing since the previous look.
 *
 * <p>Nor does a serial collector run a full one before the heap has its greatest size. What a busy
 * server keeps for a while, such as the newest lines of a pipe, dies in the old generation, which
 * would grow to a quarter of the machine's memory. So a heap of which little was left is collected
 * when it has grown to {@link #GROWN}.
 */
public final class IdleHeap {

  public record Watch(Future<?> looks, CollectionSentinel sentinel) implements AutoCloseable {

    @Override
    public void close() {
      looks.cancel(false);
      sentinel.close();
    }
  }

  /** The property by which the launcher says that it has chosen the serial collector. */
  private static final String SERIAL = "httpd.serial";

  private static final long SECONDS_BETWEEN_LOOKS = 30;

  /** Garbage that is worth a collection, which takes some 50 ms. */
  private static final long WORTH = 16 * 1024 * 1024;

  private static final long IDLE = 1024 * 1024;

  /** A heap in use of this size is collected, unless half of it was left the last time. */
  private static final long GROWN = 192L * 1024 * 1024;

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
    var sentinel =
        Boolean.getBoolean(SERIAL)
            ? CollectionSentinel.start(heap::lookAfterCollection)
            : CollectionSentinel.NONE;
    return new Watch(
        ForkJoinPool.commonPool()
            .scheduleWithFixedDelay(
                heap::look, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS),
        sentinel);
  }

  /** After a collection of the young generation; a full one of little takes little time. */
  synchronized void lookAfterCollection() {
    if (left < GROWN / 2 && used.getAsLong() > GROWN) {
      collect();
    }
  }

  synchronized void look() {
    long now = used.getAsLong();
    boolean idle = Math.abs(now - usedBefore) < IDLE;
    usedBefore = now;
    most = Math.max(most, now);
    if (idle && most - left > WORTH) {
      collect();
    }
  }

  private void collect() {
    collect.run();
    left = used.getAsLong();
    most = left;
    usedBefore = left;
  }
}
