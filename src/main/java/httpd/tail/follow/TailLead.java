package httpd.tail.follow;

import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.WakeSlot;
import httpd.tail.file.LineBatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the recent lines of a followed file for the cursors that keep up. It gives whole lines; for
 * what comes in pieces, and for what it cannot reach by the links, each cursor is polled.
 *
 * <pre>
 *            a line has come                    peek
 *   AT_END ◄────────────────► HAS_LINE      CUT_OFF: fell out of the recent lines, final
 *                              step()       CLOSED: forgotten at the next look
 * </pre>
 *
 * <p>The owner peeks and steps; the reader thread wakes it, and keeps the file of its batch open.
 */
final class TailLead implements LeadSource {

  private final WakeSlot waker = new WakeSlot();

  /** Written by the owner; the reader thread reads its batch. */
  private volatile TailPlace place;

  private volatile boolean closed;

  TailLead(TailPlace place) {
    this.place = place;
  }

  @Override
  public @Nullable Poll peek(Runnable wake) {
    waker.clear();
    if (!advanced().hasLine()) {
      waker.set(wake);
      // The reader runs no wake-up for what came before this one was set.
      if (!advanced().hasLine()) {
        return place.batch().mayBeFollowed() || place.batch().next() != null ? Poll.PENDING : null;
      }
      if (!waker.withdraw(wake)) {
        return Poll.PENDING;
      }
    }
    var here = place;
    return here.batch().endsLine(here.index()) ? here.batch().line(here.index()) : null;
  }

  @Override
  public void step() {
    place = place.afterLine();
  }

  @Override
  public TailPlace place() {
    return place;
  }

  @Override
  public String nextPosition() {
    return place.batch().position(place.index()).toString();
  }

  @Override
  public Line encoded(Line line, Object form, Supplier<Line> encode) {
    return place.batch().encoded(place.index(), line, form, encode);
  }

  @Override
  public void close() {
    closed = true;
    waker.clear();
  }

  /** For the reader thread: the batch whose file stays open. */
  LineBatch batch() {
    return place.batch();
  }

  boolean isClosed() {
    return closed;
  }

  void wake() {
    waker.run();
  }

  private TailPlace advanced() {
    var here = place.advanced();
    place = here;
    return here;
  }
}
