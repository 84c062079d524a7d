package httpd.recording;

import httpd.line.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A timer whose time the test moves on. */
final class TestTimer implements Timer {

  private record Task(long at, Runnable task, CompletableFuture<?> handle) {}

  // Guarded by this.
  private final List<Task> tasks = new ArrayList<>();
  private long now;

  @Override
  public synchronized Future<?> after(long nanos, Runnable task) {
    var handle = new CompletableFuture<Void>();
    tasks.add(new Task(now + nanos, task, handle));
    return handle;
  }

  /** How many tasks are waiting. */
  synchronized int waiting() {
    tasks.removeIf(task -> task.handle.isCancelled());
    return tasks.size();
  }

  /** Moves on, and runs what is due then on this thread. */
  void pass(long seconds) {
    List<Task> due;
    synchronized (this) {
      now += TimeUnit.SECONDS.toNanos(seconds);
      due = tasks.stream().filter(task -> task.at <= now && !task.handle.isCancelled()).toList();
      tasks.removeAll(due);
    }
    due.forEach(task -> task.task.run());
  }
}
