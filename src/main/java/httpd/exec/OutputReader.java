package httpd.exec;

import httpd.exec.posix.PipeEnd;
import httpd.exec.posix.PollLoop;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.split.LineSplitter;
import httpd.line.split.PauseSplitter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Reads an output of a command and cuts it for a queue. Of lines, the bytes after the last line end
 * become a piece when the command pauses.
 *
 * <p>While the queue is full, nothing is read: the pipe fills, and the command blocks. That is not
 * a pause, since the rest of the line may be in the pipe. Everything is called on the loop's
 * thread.
 */
final class OutputReader {

  interface Listener {
    void lineCame();

    /** The output is closed, or cannot be read. */
    void outputEnded();

    /** The queue has room: whatever writes to it is to be read on. */
    void roomAgain();
  }

  private static final int MOST = PollLoop.BUFFER_SIZE;

  /** The shortest lines take so many times the memory of their bytes. */
  private static final int GROWTH = 24;

  private static final int LEAST = 128;

  /** A pipe holds one read; a process that is left and writes on does not delay the end. */
  private static final int LAST_READS = 4;

  private final PollLoop loop;
  private final PipeEnd pipe;
  private final LineQueue queue;
  private final Listener listener;
  private final OutputCutter cutter;
  private boolean full;

  /**
   * Reads nothing yet.
   *
   * @param cutters makes what cuts the output
   */
  OutputReader(
      PollLoop loop,
      int descriptor,
      LineQueue queue,
      Listener listener,
      Function<OutputReader, OutputCutter> cutters) {
    this.loop = loop;
    this.pipe = new PipeEnd(loop, descriptor);
    this.queue = queue;
    this.listener = listener;
    this.cutter = cutters.apply(this);
  }

  OutputCutter lines() {
    return new OutputCutter.Lines(new PauseSplitter(this::offer, this::after, () -> full));
  }

  OutputCutter wholeLines(Line.Ending ending) {
    return new OutputCutter.WholeLines(new LineSplitter(), ending, this::offer);
  }

  OutputCutter bytes() {
    return new OutputCutter.Bytes(this::offer);
  }

  void start() {
    pipe.whenReadable(this::read);
  }

  void close() {
    pipe.close();
  }

  /** Takes what is in the pipe, although a process that is left may write on, and closes it. */
  void finish() {
    for (int i = 0; i < LAST_READS && !pipe.isClosed(); i++) {
      read();
    }
    if (!pipe.isClosed()) {
      close();
      cutter.end();
    }
  }

  private void read() {
    int count = pipe.read(most());
    if (count > 0) {
      cutter.cut(loop.bytes(), 0, count);
      if (full) {
        pipe.pause();
      }
    } else if (count < 0) {
      close();
      cutter.end();
      listener.outputEnded();
    }
  }

  private static int most() {
    int share = (int) Math.min(MOST, StreamMemory.ofTheProcess().share(MOST));
    return share < MOST ? Math.max(LEAST, share / GROWTH) : MOST;
  }

  private void offer(Line line) {
    if (!queue.offer(line, () -> loop.execute(listener::roomAgain))) {
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

  void readOn() {
    full = false;
    if (!pipe.isClosed()) {
      start();
      cutter.readOn();
    }
  }
}
