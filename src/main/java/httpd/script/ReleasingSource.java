package httpd.script;

import httpd.line.ForwardingSource;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lines of a handler that wants to hear when nobody needs them any more. */
class ReleasingSource extends ForwardingSource {

  private final Runnable returned;
  private final AtomicBoolean givenBack = new AtomicBoolean();

  private ReleasingSource(LineSource source, Runnable returned) {
    super(source);
    this.returned = returned;
  }

  /**
   * Lends a source.
   *
   * @param returned runs once, behind the first close
   */
  static LineSource of(LineSource source, Runnable returned) {
    return new ReleasingSource(source, returned);
  }

  /**
   * Lends a source that is not always closed by its user.
   *
   * @param returned runs once, after the first close, end or failure
   */
  static LineSource untilItEnds(LineSource source, Runnable returned) {
    return new UntilItEnds(source, returned);
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      giveBack();
    }
  }

  private void giveBack() {
    if (givenBack.compareAndSet(false, true)) {
      returned.run();
    }
  }

  private static final class UntilItEnds extends ReleasingSource {

    UntilItEnds(LineSource source, Runnable returned) {
      super(source, returned);
    }

    @Override
    public Poll poll(Runnable wake) {
      var poll = super.poll(wake);
      if (poll instanceof Poll.End || poll instanceof Poll.Failed) {
        super.giveBack();
      }
      return poll;
    }
  }
}
