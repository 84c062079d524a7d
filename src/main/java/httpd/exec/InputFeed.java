package httpd.exec;

import httpd.exec.posix.Libc;
import httpd.exec.posix.PollLoop;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.function.Consumer;

/**
 * A request body on its way to standard input. Nothing is taken from the body that the command does
 * not read, but for one line. Everything is called on the loop's thread, except the body's wake-up.
 *
 * <pre>
 *             poll: Line                     pipe full
 *            ┌──────────┐             ┌────────────────────┐
 *            ▼          │             │                    ▼
 *  start ─► FEEDING ────┘─────────────┘             waiting for the pipe
 *            │   ▲                                          │ room
 *            │   └──────────────────────────────────────────┤
 *            │ poll: Pending                                 │
 *            ├──────────────► waiting for the body ──────────┘ wake
 *            │
 *            ├── End, or the command reads no more ──► closed
 *            └── Failed ──► told; open until close(), since it must not look like the end
 * </pre>
 */
final class InputFeed {

  private final PollLoop loop;
  private final int descriptor;
  private final LineSource body;
  private final Consumer<Throwable> whenBroken;
  private byte[] chunk;
  private int written;
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
    this.loop = loop;
    this.descriptor = descriptor;
    this.chunk = first;
    this.body = body;
    this.whenBroken = whenBroken;
  }

  void start() {
    feed();
  }

  /** Takes no more of the body. */
  void close() {
    if (!closed) {
      closed = true;
      loop.unwatch(descriptor);
      Libc.close(descriptor);
      body.close();
    }
  }

  /** Whatever goes wrong, the command is not left waiting for ever. */
  private void feed() {
    try {
      feedOneTurn();
    } catch (RuntimeException | Error failure) {
      if (!closed) {
        whenBroken.accept(failure);
      }
    }
  }

  private void feedOneTurn() {
    int turn = 0;
    while (!closed && (written < chunk.length || take())) {
      int count = loop.write(descriptor, chunk, written);
      if (count == -Libc.EAGAIN) {
        loop.watch(descriptor, Libc.POLLOUT, this::writable);
        return;
      }
      if (count < 0 && count != -Libc.EINTR) {
        close(); // The command has closed its standard input, or is gone: its good right.
        return;
      }
      written += Math.max(0, count);
      turn += Math.max(0, count);
      if (turn >= PollLoop.BUFFER_SIZE) {
        loop.execute(this::feed);
        return;
      }
    }
  }

  private void writable() {
    loop.unwatch(descriptor);
    feed();
  }

  /** Takes the next line of the body, if there is one now. */
  private boolean take() {
    switch (body.poll(() -> loop.execute(this::feed))) {
      case Line line -> {
        chunk = new byte[line.length()];
        line.copyTo(chunk, 0);
        written = 0;
        return chunk.length > 0 || take();
      }
      case Poll.Pending() -> {
        return false;
      }
      case Poll.End() -> {
        close();
        return false;
      }
      case Poll.Failed(var cause) -> {
        if (!closed) {
          whenBroken.accept(cause);
        }
        return false;
      }
    }
  }
}
