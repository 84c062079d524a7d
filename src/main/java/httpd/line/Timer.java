package httpd.line;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs a task once, later. */
@FunctionalInterface
public interface Timer {

  /** The timer of the process: it costs no thread, and its tasks must be short and not wait. */
  Timer OF_THE_PROCESS =
      (nanos, task) -> ForkJoinPool.commonPool().schedule(task, nanos, TimeUnit.NANOSECONDS);

  /**
   * Sets the timer. Never runs the task before it returns.
   *
   * @return cancels the task
   */
  Future<?> after(long nanos, Runnable task);
}
