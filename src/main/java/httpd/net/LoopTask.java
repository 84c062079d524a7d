package httpd.net;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
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

  /**
   * Has the loop run a task after it has looked at its sockets once: a long job that goes on in
   * this way keeps no connection waiting. A task that is merely executed again runs at once, while
   * the loop has nothing else to do. On the loop.
   */
  public static void executeAfterInput(EventLoop loop, Runnable task) {
    if (loop instanceof SingleThreadEventLoop iterates) {
      iterates.executeAfterEventLoopIteration(() -> loop.execute(task));
    } else {
      loop.execute(task);
    }
  }
}
