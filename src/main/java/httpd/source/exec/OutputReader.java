package httpd.source.exec;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.PauseSplitter;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, cut into lines for a queue; what stands behind the last line end is a piece when
 * the command pauses. It is not read while the queue is full: then the pipe fills, and the command
 * waits. Everything is called on the loop's thread.
 */
final class OutputReader {

  /** Told what happens, on the loop's thread. */
  interface Listener {

    /** A line, or a piece of one, has come. */
    void lineCame();

    /** Everyone who had it has closed standard output, or it cannot be read. */
    void outputEnded();
  }

  private final PollLoop loop;
  private final int descriptor;
  private final LineQueue queue;
  private final Listener listener;
  private final PauseSplitter splitter;
  private boolean full;
  private boolean closed;

  /** The look at an unfinished line that came while the queue was full. */
  private @Nullable Runnable lookWhenRoom;

  OutputReader(PollLoop loop, int descriptor, LineQueue queue, Listener listener) {
    this.loop = loop;
    this.descriptor = descriptor;
    this.queue = queue;
    this.listener = listener;
    this.splitter = new PauseSplitter(this::offer, this::after);
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
    int count = loop.read(descriptor);
    if (count > 0) {
      split(count);
    } else if (count != -Libc.EAGAIN && count != -Libc.EINTR) {
      ended(); // 0 of a pipe; EIO of a terminal that nobody has open any more.
    }
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

  /** A command that is not read does not pause: the rest of its line may be in the pipe. */
  private void after(long nanos, Runnable look) {
    loop.after(
        nanos,
        () -> {
          if (full) {
            lookWhenRoom = look;
          } else {
            look.run();
          }
        });
  }

  private void roomAgain() {
    full = false;
    if (closed) {
      return;
    }
    start();
    var look = lookWhenRoom;
    if (look != null) {
      lookWhenRoom = null;
      after(PauseSplitter.PAUSE.toNanos(), look);
    }
  }

  private void ended() {
    close();
    splitter.end();
    listener.outputEnded();
  }
}
