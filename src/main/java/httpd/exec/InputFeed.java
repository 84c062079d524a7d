package httpd.exec;

import httpd.exec.posix.PipeEnd;
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

  private final PipeEnd pipe;
  private final Consumer<Throwable> whenFailed;
  private byte[] chunk;
  private int written;
  private boolean full;

  InputFeed(
      PollLoop loop,
      int descriptor,
      byte[] first,
      LineSource body,
      Consumer<Throwable> whenFailed) {
    super(body, loop::execute);
    this.pipe = new PipeEnd(loop, descriptor);
    this.chunk = first;
    this.whenFailed = whenFailed;
  }

  /** Takes no more of the body, and closes the pipe. */
  void close() {
    pipe.close();
    stopPumping();
  }

  /** Writes the rest of a line before the next one is taken. */
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
    if (!pipe.isClosed()) {
      whenFailed.accept(cause);
    }
  }

  /** Writes as much of the chunk as the pipe takes, and returns how many bytes that was. */
  private int writeChunk() {
    int before = written;
    while (!pipe.isClosed() && !full && written < chunk.length) {
      int count = pipe.write(chunk, written);
      if (count < 0) {
        close(); // The command need not read its input.
      } else if (count == 0) {
        full = true;
        pipe.whenWritable(this::writable);
      } else {
        written += count;
      }
    }
    return written - before;
  }

  private void writable() {
    pipe.pause();
    full = false;
    writabilityChanged();
  }
}
