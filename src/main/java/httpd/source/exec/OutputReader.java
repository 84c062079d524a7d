package httpd.source.exec;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;

/**
 * Standard output, cut into lines for a queue. It is not read while the queue is full: then the
 * pipe fills, and the command waits. Everything is called on the loop's thread.
 */
final class OutputReader {

  /** Told what happens, on the loop's thread. */
  interface Listener {

    /** A line has come. */
    void lineCame();

    /** Everyone who had it has closed standard output, or it cannot be read. */
    void outputEnded();

    /** A line was longer than lines may be. */
    void outputFailed(LineTooLongException cause);
  }

  private final PollLoop loop;
  private final int descriptor;
  private final LineQueue queue;
  private final Listener listener;
  private final LineSplitter splitter = new LineSplitter();
  private boolean full;
  private boolean closed;

  OutputReader(PollLoop loop, int descriptor, LineQueue queue, Listener listener) {
    this.loop = loop;
    this.descriptor = descriptor;
    this.queue = queue;
    this.listener = listener;
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
    try {
      splitter.split(loop.bytes(), 0, count, this::offer);
    } catch (LineTooLongException e) {
      close();
      listener.outputFailed(e);
      return;
    }
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

  private void roomAgain() {
    full = false;
    if (!closed) {
      start();
    }
  }

  private void ended() {
    close();
    try {
      splitter.end(this::offer);
    } catch (LineTooLongException e) {
      listener.outputFailed(e);
      return;
    }
    listener.outputEnded();
  }
}
