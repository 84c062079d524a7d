package httpd.script;

import httpd.line.ForwardingSource;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.concurrent.atomic.AtomicBoolean;

/** A source that runs a task once, when its reader no longer needs it. */
final class ReleasingSource extends ForwardingSource {

  private final boolean isReleasedAtEnd;
  private final Runnable task;
  private final AtomicBoolean released = new AtomicBoolean();

  private ReleasingSource(LineSource source, boolean isReleasedAtEnd, Runnable task) {
    super(source);
    this.isReleasedAtEnd = isReleasedAtEnd;
    this.task = task;
  }

  static LineSource atClose(LineSource source, Runnable task) {
    return new ReleasingSource(source, false, task);
  }

  /** Runs the task after the close, the end or the failure, since not every reader closes it. */
  static LineSource atEnd(LineSource source, Runnable task) {
    return new ReleasingSource(source, true, task);
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = super.poll(wake);
    if (isReleasedAtEnd && (poll instanceof Poll.End || poll instanceof Poll.Failed)) {
      release();
    }
    return poll;
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      release();
    }
  }

  private void release() {
    if (released.compareAndSet(false, true)) {
      task.run();
    }
  }
}
