package httpd.disk;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one log, which run one after the other on threads of the store. It takes no memory
 * while there are none.
 *
 * <pre>
 *            add                      no more tasks
 *   IDLE ──────────► RUNNING ──────────────────────────► IDLE
 *                      │   ▲
 *    answers false     ▼   │ resume
 *                     HELD: a task waits for the disk
 * </pre>
 */
final class LogTasks {

  /** What runs a task; on a thread of the store. */
  interface Runner {

    /** Runs it, and never throws; returns whether the next task may run, without a resume. */
    boolean run(Object task);

    /** Fails a task that will not run, since the store was closed. */
    void refuse(Object task);
  }

  private final Executor threads;
  private final Runner runner;

  /** Guarded by this: what waits; null while nothing runs. */
  private @Nullable ArrayDeque<Object> waiting;

  LogTasks(Executor threads, Runner runner) {
    this.threads = threads;
    this.runner = runner;
  }

  /** Adds a task; never waits. It is refused if the store was closed. */
  void add(Object task) {
    synchronized (this) {
      if (waiting != null) {
        waiting.add(task);
        return;
      }
      waiting = new ArrayDeque<>();
      waiting.add(task);
    }
    resume();
  }

  /** Lets the next task run. */
  void resume() {
    if (!hasMore()) {
      return;
    }
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      for (var task = next(); task != null; task = next()) {
        runner.refuse(task);
      }
      var _ = hasMore();
    }
  }

  /** Takes the next task out, if it is one that can be joined to the one that runs. */
  synchronized @Nullable Object takeIf(Predicate<Object> joins) {
    var tasks = waiting;
    var next = tasks == null ? null : tasks.peek();
    return next == null || tasks == null || !joins.test(next) ? null : tasks.remove();
  }

  synchronized boolean isAlone() {
    return waiting == null || waiting.isEmpty();
  }

  /** One task, then the others as tasks of their own: no log keeps a thread for itself. */
  private void run() {
    var task = next();
    if (task != null && runner.run(task)) {
      resume();
    }
  }

  /** False if there is none: then the next one that is added begins. */
  private synchronized boolean hasMore() {
    if (waiting != null && waiting.isEmpty()) {
      waiting = null;
    }
    return waiting != null;
  }

  private synchronized @Nullable Object next() {
    return waiting == null ? null : waiting.poll();
  }
}
