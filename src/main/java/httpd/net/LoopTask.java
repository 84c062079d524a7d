package httpd.net;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A task for an event loop, which may have ended: its connections have ended with it then. */
public final class LoopTask {

  private LoopTask() {}

  /**
   * Has the loop run a task.
   *
   * @param ifEnded run instead, on the calling thread, if the loop has ended; it releases what the
   *     task would have taken over
   */
  public static void execute(Executor loop, Runnable task, Runnable ifEnded) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      ifEnded.run();
    }
  }
}
