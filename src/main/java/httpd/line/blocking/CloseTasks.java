package httpd.line.blocking;

import httpd.line.LineSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The work that a {@link LineSource#close} leaves, since a close never waits: each task runs on a
 * virtual thread of its own, and the owner of the tasks can wait for them.
 *
 * <p>A server owns the tasks that its own threads start: its event loops and handlers, which are
 * {@linkplain #carry carried}, the threads that read its bodies and the tasks themselves, which are
 * {@linkplain #thread made here}. Tasks of all other threads belong to no owner, so that no server
 * waits for them.
 */
public final class CloseTasks {

  private static final ScopedValue<CloseTasks> CURRENT = ScopedValue.newInstance();
  private static final CloseTasks OF_NO_OWNER = new CloseTasks();

  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final OwnersMark mark = new OwnersMark();

  /**
   * Marks the threads of this owner. A scoped value would hold four frames and three objects on
   * each of them for as long as it runs, which a thread that reads a silent body does for hours.
   */
  private final class OwnersMark implements Thread.UncaughtExceptionHandler {

    CloseTasks owner() {
      return CloseTasks.this;
    }

    /** Does what is done without a handler. */
    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
      var usual = Thread.getDefaultUncaughtExceptionHandler();
      if (usual != null) {
        usual.uncaughtException(thread, failure);
      } else {
        thread.getThreadGroup().uncaughtException(thread, failure);
      }
    }
  }

  public CloseTasks() {}

  public static void start(Runnable task) {
    current().begin(task);
  }

  public static CloseTasks current() {
    return Thread.currentThread().getUncaughtExceptionHandler() instanceof OwnersMark mark
        ? mark.owner()
        : CURRENT.orElse(OF_NO_OWNER);
  }

  /** Starts a task; what it throws goes to the default uncaught exception handler. */
  public void begin(Runnable task) {
    var thread =
        thread(
            "httpd-close",
            () -> {
              try {
                task.run();
              } finally {
                running.remove(Thread.currentThread());
              }
            });
    running.add(thread);
    thread.start();
  }

  /** Makes a virtual thread that belongs to this owner; not started. */
  public Thread thread(String name, Runnable work) {
    return Thread.ofVirtual().name(name).uncaughtExceptionHandler(mark).unstarted(work);
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
