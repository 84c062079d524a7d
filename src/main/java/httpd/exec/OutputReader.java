package httpd.exec;

import httpd.exec.posix.PipeEnd;
import httpd.exec.posix.PollLoop;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.split.PauseSplitter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Reads the standard output of a command and splits it into lines for a queue. Bytes after the last
 * line end become a piece when the command pauses.
 *
 * <p>While the queue is full, nothing is read: the pipe fills, and the command blocks. That is not
 * a pause, since the rest of the line may be in the pipe. Everything is called on the loop's
 * thread.
 */
final class OutputReader {

  interface Listener {
    void lineCame();

    /** Standard output is closed, or cannot be read. */
    void outputEnded();
  }

  private static final int MOST = PollLoop.BUFFER_SIZE;

  /** The shortest lines take so many times the memory of their bytes. */
  private static final int GROWTH = 24;

  private static final int LEAST = 128;

  private final PollLoop loop;
  private final PipeEnd pipe;
  private final LineQueue queue;
  private final Listener listener;
  private final PauseSplitter splitter;
  private boolean full;

  OutputReader(PollLoop loop, int descriptor, LineQueue queue, Listener listener) {
    this.loop = loop;
    this.pipe = new PipeEnd(loop, descriptor);
    this.queue = queue;
    this.listener = listener;
    this.splitter = new PauseSplitter(this::offer, this::after, () -> full);
  }

  void start() {
    pipe.whenReadable(this::read);
  }

  void close() {
    pipe.close();
  }

  private void read() {
    int count = pipe.read(most());
    if (count > 0) {
      splitter.split(loop.bytes(), 0, count);
      if (full) {
        pipe.pause();
      }
    } else if (count < 0) {
      close();
      splitter.end();
      listener.outputEnded();
    }
  }

  private static int most() {
    int share = (int) Math.min(MOST, StreamMemory.ofTheProcess().share(MOST));
    return share < MOST ? Math.max(LEAST, share / GROWTH) : MOST;
  }

  private void offer(Line line) {
    if (!queue.offer(line, () -> loop.execute(this::roomAgain))) {
      full = true;
    }
    listener.lineCame();
  }

  private Future<?> after(long nanos, Runnable task) {
    var alarm = new CompletableFuture<Void>();
    loop.after(
        nanos,
        () -> {
          if (!alarm.isCancelled()) {
            task.run();
          }
        });
    return alarm;
  }

  private void roomAgain() {
    full = false;
    if (!pipe.isClosed()) {
      start();
      splitter.readOn();
    }
  }
}
