package httpd.exec;

import httpd.exec.posix.Libc;
import httpd.exec.posix.PollLoop;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import java.util.function.Consumer;

/**
 * Writes a request body to a command's standard input. What the command does not read is not taken
 * from the body, except one line. {@link LinePump} has the drawing; this is the end of the pipe:
 *
 * <pre>
 *   End, or the command reads no more ──► closed
 *   Failed ──► reported; open until close(), since it must not look like the end
 * </pre>
 *
 * <p>Everything is called on the loop's thread, except the body's wake-up.
 */
final class InputFeed extends LinePump {

  private final PollLoop loop;
  private final int descriptor;
  private final Consumer<Throwable> whenBroken;
  private byte[] chunk;
  private int written;
  private boolean full;
  private boolean closed;

  /**
   * A feed that has not begun.
   *
   * @param first what is written before the body
   */
  InputFeed(
      PollLoop loop,
      int descriptor,
      byte[] first,
      LineSource body,
      Consumer<Throwable> whenBroken) {
    super(body, loop::execute);
    this.loop = loop;
    this.descriptor = descriptor;
    this.chunk = first;
    this.whenBroken = whenBroken;
  }

  /** Takes no more of the body, and closes the pipe. */
  void close() {
    if (!closed) {
      closed = true;
      loop.unwatch(descriptor);
      Libc.close(descriptor);
      stopPumping();
    }
  }

  /** What is left of a line is written before the next one is taken. */
  @Override
  protected int beginTurn() {
    return PollLoop.BUFFER_SIZE - writeChunk();
  }

  @Override
  protected boolean isWritable() {
    return !full;
  }

  @Override
  protected int write(Line line) {
    chunk = new byte[line.length()];
    line.copyTo(chunk, 0);
    written = 0;
    return writeChunk();
  }

  @Override
  protected void flush() {}

  @Override
  protected void ended() {
    close();
  }

  @Override
  protected void failed(Throwable cause) {
    if (!closed) {
      whenBroken.accept(cause);
    }
  }

  /** Writes as much of the chunk as the pipe takes, and returns how much that was. */
  private int writeChunk() {
    int before = written;
    while (!closed && !full && written < chunk.length) {
      int count = loop.write(descriptor, chunk, written);
      if (count == -Libc.EAGAIN) {
        full = true;
        loop.watch(descriptor, Libc.POLLOUT, this::writable);
      } else if (count < 0 && count != -Libc.EINTR) {
        close(); // The command has closed its standard input, or has exited: its good right.
      } else {
        written += Math.max(0, count);
      }
    }
    return written - before;
  }

  private void writable() {
    loop.unwatch(descriptor);
    full = false;
    writabilityChanged();
  }
}
