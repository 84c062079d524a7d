package httpd.exec;

import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.split.PauseSplitter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Reads standard output of a command and cuts it into lines for a queue; what stands after the last
 * line end is given as a piece when the command pauses. Output is not read while the queue is full:
 * then the pipe fills, and the command waits. A command that is not read does not pause, since the
 * rest of its line may be in the pipe. Everything is called on the loop's thread.
 */
final class OutputReader {

  /** Told what happens, on the loop's thread. */
  interface Listener {

    /** A line, or a piece of one, has come. */
    void lineCame();

    /** Everyone who had it has closed standard output, or it cannot be read. */
    void outputEnded();
  }

  /** Bytes of one read. */
  private static final int MOST = 64 * 1024;

  /** Those of the shortest lines take so many times as much memory, which counts if it is short. */
  private static final int GROWTH = 24;

  private static final int LEAST = 128;

  private final PollLoop loop;
  private final int descriptor;
  private final LineQueue queue;
  private final Listener listener;
  private final PauseSplitter splitter;
  private boolean full;
  private boolean closed;

  OutputReader(PollLoop loop, int descriptor, LineQueue queue, Listener listener) {
    this.loop = loop;
    this.descriptor = descriptor;
    this.queue = queue;
    this.listener = listener;
    this.splitter = new PauseSplitter(this::offer, this::after, () -> full);
  }

  void start() {
    loop.watch(descriptor, Libc.POLLIN, this::read);
  }

  /** Reads no more; whoever still writes to it gets SIGPIPE. */
  void close() {
    if (!closed) {
      closed = true;
      loop.unwatch(descriptor);
      Libc.close(descriptor);
    }
  }

  private void read() {
    int count = loop.read(descriptor, most());
    if (count > 0) {
      split(count);
    } else if (count != -Libc.EAGAIN && count != -Libc.EINTR) {
      ended(); // 0 of a pipe; EIO of a terminal that nobody has open any more.
    }
  }

  private static long most() {
    long share = StreamMemory.ofTheProcess().share(MOST);
    return share < MOST ? Math.max(LEAST, share / GROWTH) : MOST;
  }

  private void split(int count) {
    splitter.split(loop.bytes(), 0, count);
    if (full) {
      loop.unwatch(descriptor);
    }
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
    if (!closed) {
      start();
      splitter.readOn();
    }
  }

  private void ended() {
    close();
    splitter.end();
    listener.outputEnded();
  }
}
