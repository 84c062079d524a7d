package httpd.exec.posix;

/**
 * Our end of a pipe, or the master of a terminal. Used on the thread of its loop alone, except that
 * it may be made on another.
 */
public final class PipeEnd {

  private final PollLoop loop;
  private final int descriptor;
  private boolean closed;

  /** Takes over a descriptor, which is non-blocking. */
  public PipeEnd(PollLoop loop, int descriptor) {
    this.loop = loop;
    this.descriptor = descriptor;
  }

  /** Runs a task whenever there is something to read, until {@link #pause}. */
  public void whenReadable(Runnable task) {
    loop.watch(descriptor, Libc.POLLIN, task);
  }

  /** Runs a task whenever there is room to write, until {@link #pause}. */
  public void whenWritable(Runnable task) {
    loop.watch(descriptor, Libc.POLLOUT, task);
  }

  public void pause() {
    loop.unwatch(descriptor);
  }

  /** Reads into {@link PollLoop#bytes}: how many bytes, 0 for none yet, -1 if there are no more. */
  public int read(int most) {
    int count = loop.read(descriptor, most);
    return count > 0 ? count : mayLaterOrNever(count);
  }

  /** Writes as much as there is room for: how many bytes, -1 if they are no longer read. */
  public int write(byte[] source, int offset) {
    int count = loop.write(descriptor, source, offset);
    return count > 0 ? count : mayLaterOrNever(count);
  }

  /** Nothing is the end; so is an error such as EIO, of a terminal that no process has open. */
  private static int mayLaterOrNever(int result) {
    return result == -Libc.EAGAIN || result == -Libc.EINTR ? 0 : -1;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Closes it, once; a process that writes to it gets SIGPIPE. */
  public void close() {
    if (!closed) {
      closed = true;
      loop.unwatch(descriptor);
      Libc.close(descriptor);
    }
  }
}
