package httpd.recording;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other on a virtual thread, which lives only while there are some.
 *
 * <pre>
 *           a task                    no task is left
 *   IDLE ───────────► RUNNING ────────────────────────────► IDLE
 * </pre>
 */
final class TaskQueue implements Executor {

  // Guarded by this.
  private final Queue<Runnable> tasks = new ArrayDeque<>(2);
  private boolean running;

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    var _ = Thread.ofVirtual().name("httpd-record").start(this::run);
  }

  @SuppressWarnings("ThreadPriorityCheck") // It gives way, it does not wait.
  private void run() {
    for (var task = next(); task != null; task = next()) {
      task.run();
      Thread.yield(); // Endless tasks must not keep the carrier from other threads.
    }
  }

  private synchronized @Nullable Runnable next() {
    var task = tasks.poll();
    running = task != null;
    return task;
  }
}
