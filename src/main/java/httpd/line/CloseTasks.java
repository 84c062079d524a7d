package httpd.line;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What takes its time to end after a {@link LineSource#close}, which never waits: each runs on a
 * virtual thread of its own, and whoever ends the process can wait for all of them.
 */
public final class CloseTasks {

  private static final Set<Thread> RUNNING = ConcurrentHashMap.newKeySet();

  private CloseTasks() {}

  /** Starts one; what it throws is for the thread's uncaught exception handler. */
  public static void start(Runnable task) {
    var thread =
        Thread.ofVirtual()
            .name("httpd-close")
            .unstarted(() -> {
              try {
                task.run();
              } finally {
                RUNNING.remove(Thread.currentThread());
              }
            });
    RUNNING.add(thread);
    thread.start();
  }

  /**
   * Waits for those that run now.
   *
   * @return whether all have ended in time
   */
  public static boolean await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (var thread : RUNNING) {
      var left = Duration.ofNanos(end - System.nanoTime());
      if (!thread.join(left.isPositive() ? left : Duration.ofNanos(1))) {
        return false;
      }
    }
    return true;
  }
}
