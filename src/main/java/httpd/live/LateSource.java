package httpd.live;

import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
import org.jspecify.annotations.Nullable;

/**
 * A source whose lines come from another one that is known later.
 *
 * <pre>
 *              is(source)
 *   WAITING ───────────────► the source
 *      └──── close() ──────► CLOSED     a source that comes then is closed
 * </pre>
 */
final class LateSource implements LineSource {

  private final WakeSlot waiting = new WakeSlot();

  // Guarded by this.
  private @Nullable LineSource source;
  private boolean closed;

  /** Sets the source, once. */
  void is(LineSource known) {
    boolean isLate;
    synchronized (this) {
      source = known;
      isLate = closed;
    }
    if (isLate) {
      known.close();
    }
    waiting.run();
  }

  @Override
  public Poll poll(Runnable wake) {
    synchronized (this) {
      if (source == null) {
        if (closed) {
          return new Poll.Failed(new SourceClosedException());
        }
        waiting.set(wake);
        return Poll.PENDING;
      }
    }
    return source.poll(wake);
  }

  @Override
  public void close() {
    LineSource known;
    synchronized (this) {
      closed = true;
      known = source;
    }
    if (known != null) {
      known.close();
    }
    waiting.run();
  }
}
