package httpd.exec;

import httpd.exec.posix.PipeEnd;
import httpd.exec.posix.PollLoop;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.split.LineSplitter;
import httpd.line.split.PauseSplitter;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /** What a pipe holds; a process that is left and writes on does not delay the end. */
  private static final int MOST_AT_THE_END = 64 * 1024;

  private final PollLoop loop;
  private final PipeEnd pipe;
  private final LineQueue queue;
  private final Listener listener;
  private final OutputCutter cutter;
  private boolean full;

  /** Run when what was left in the pipe has been taken; null while the command runs. */
  private @Nullable Runnable whenFinished;

  private int left = MOST_AT_THE_END;

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
    pipe.whenReadable(() -> read());
  }

  void close() {
    pipe.close();
  }

  /**
   * Takes what is in the pipe, as the queue has room for it, and closes it, although a process that
   * is left may write on.
   */
  void finish(Runnable whenFinished) {
    this.whenFinished = whenFinished;
    pipe.pause();
    readLast();
  }

  private void readLast() {
    int count = 1;
    while (!full && !pipe.isClosed() && count > 0 && left > 0) {
      count = read();
      left -= count;
    }
    if (!full || pipe.isClosed()) {
      if (!pipe.isClosed()) {
        close();
        cutter.end();
      }
      Objects.requireNonNull(whenFinished).run();
    }
  }

  private int read() {
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
    return count;
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
    if (whenFinished != null) {
      readLast();
    } else if (!pipe.isClosed()) {
      start();
      cutter.readOn();
    }
  }
}
