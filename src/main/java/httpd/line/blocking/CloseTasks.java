package httpd.line.blocking;

import httpd.line.LineSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The work that a {@link LineSource#close} leaves, since a close never waits: each task runs on a
 * virtual thread of its own, and the owner of the tasks can wait for them.
 *
 * <p>A server owns the tasks that its own threads start: its event loops, its handlers, the threads
 * that read its bodies and the tasks themselves {@linkplain #carry run as its own}. Tasks of all
 * other threads belong to no owner, so that no server waits for them.
 */
public final class CloseTasks {

  private static final ScopedValue<CloseTasks> CURRENT = ScopedValue.newInstance();
  private static final CloseTasks OF_NO_OWNER = new CloseTasks();

  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  public CloseTasks() {}

  public static void start(Runnable task) {
    current().begin(task);
  }

  public static CloseTasks current() {
    return CURRENT.orElse(OF_NO_OWNER);
  }

  /** Starts a task; what it throws goes to the thread's uncaught exception handler. */
  public void begin(Runnable task) {
    var thread =
        Thread.ofVirtual()
            .name("httpd-close")
            .unstarted(
                carry(() -> {
                  try {
                    task.run();
                  } finally {
                    running.remove(Thread.currentThread());
                  }
                }));
    running.add(thread);
    thread.start();
  }

  /** Returns the work such that its thread belongs to this owner while it runs. */
  public Runnable carry(Runnable work) {
    return this == OF_NO_OWNER ? work : () -> ScopedValue.where(CURRENT, this).run(work);
  }

  /** Whether the calling thread belongs to this owner, and so must not wait for the tasks. */
  public boolean carriesThisThread() {
    return current() == this;
  }

  /** Waits for the tasks that are running, and returns whether all have ended in time. */
  public boolean await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (var thread : running) {
      var left = Duration.ofNanos(end - System.nanoTime());
      if (!thread.join(left.isPositive() ? left : Duration.ofNanos(1))) {
        return false;
      }
    }
    return true;
  }
}
