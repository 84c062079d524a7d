package httpd.cli.process;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task after each collection of the young generation: the collector clears the reference to
 * an object that nothing else refers to. Costs nothing between two collections.
 */
public final class CollectionSentinel implements AutoCloseable {

  /** Runs nothing. */
  static final CollectionSentinel NONE = new CollectionSentinel(null);

  private final @Nullable Thread thread;

  private CollectionSentinel(@Nullable Thread thread) {
    this.thread = thread;
  }

  static CollectionSentinel start(Runnable task) {
    return new CollectionSentinel(
        Thread.ofPlatform().daemon().name("httpd-heap").start(() -> run(task)));
  }

  private static void run(Runnable task) {
    var cleared = new ReferenceQueue<Object>();
    try {
      while (true) {
        var young = new WeakReference<>(new Object(), cleared);
        try {
          cleared.remove();
        } finally {
          Reference.reachabilityFence(young); // One that is collected itself is not queued.
        }
        task.run();
      }
    } catch (InterruptedException closed) {
      return; // By close().
    }
  }

  /** Ends the thread, and waits for a task that has begun. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
