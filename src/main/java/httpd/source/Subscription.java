package httpd.source;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One subscriber's end of a {@link Broadcast}: a bounded queue, joined by the first poll.
 *
 * <pre>
 *        first poll                  close()
 *   NEW ────────────► JOINED ──────────────────────► LEFT
 *    │                   │ the source ends or fails, or this one falls behind:
 *    │ close()           │ the queue gives what is in it, then how it ended
 *    └─────► LEFT        └─────────► (JOINED, and out of the broadcast)
 * </pre>
 *
 * <p>A subscriber has fallen behind when a line comes while {@link #LIMIT} bytes or more wait for
 * it. So a line as long as the limit never cuts one that has kept up.
 */
final class Subscription implements LineSource {

  /** Bytes that may wait for one subscriber: 1 MiB. */
  static final int LIMIT = 1024 * 1024;

  /** Where it joins by its first poll, and leaves again. */
  interface Place {
    void join(Subscription subscription);

    void leave(Subscription subscription);
  }

  private enum State {
    NEW,
    JOINED,
    LEFT
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final LineQueue queue = new LineQueue(LIMIT);
  private final Place place;

  /** How often the queue was full, counted by the one who publishes. */
  private int fills;

  /**
   * How often it had room again; the owner may count that before the other has counted the fill.
   */
  private final AtomicInteger drains = new AtomicInteger();

  Subscription(Place place) {
    this.place = place;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (state.get() == State.NEW && state.compareAndSet(State.NEW, State.JOINED)) {
      place.join(this);
      if (state.get() == State.LEFT) {
        place.leave(this); // The close came between the two lines above and found nobody to leave.
      }
    }
    return queue.poll(wake);
  }

  @Override
  public void close() {
    var before = state.getAndSet(State.LEFT);
    queue.close();
    if (before == State.JOINED) {
      place.leave(this);
    }
  }

  /**
   * Gives it a line, from one thread at a time.
   *
   * @return false if it has fallen behind and was cut instead
   */
  boolean offer(Line line) {
    if (fills > drains.get()) {
      queue.fail(new FellBehindException(LIMIT));
      return false;
    }
    if (!queue.offer(line, drains::incrementAndGet)) {
      fills++;
    }
    return true;
  }

  /** Whether its owner has closed it. */
  boolean hasLeft() {
    return state.get() == State.LEFT;
  }

  /** Ends it as the source did, with {@link Poll.End} or {@link Poll.Failed}. */
  void finish(Poll how) {
    if (how instanceof Poll.Failed(var cause)) {
      queue.fail(cause);
    } else {
      queue.end();
    }
  }
}
