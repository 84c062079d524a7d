package httpd.topic;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a {@link MemoryRing}.
 *
 * <pre>
 *        first poll              no next line                    a line, or the log's end
 *   NEW ────────────► FOLLOWING ──────────────► WAITING, in the ring's list ──────────► FOLLOWING
 *                        │                        │
 *                        │ next line dropped      │ close(), from any state
 *                        ▼                        ▼
 *                     BEHIND, final but for      LEFT, final
 *                     skip() ──► FOLLOWING
 * </pre>
 */
final class RingCursor extends Readers.Reader implements TopicSource {

  private final MemoryRing ring;
  private final int last;

  // Used by the owner only.
  private @Nullable RingNode place;
  private boolean begun;

  /**
   * Whether it stands within a line whose beginning it lacks: the rest of that line is left out.
   */
  private boolean withinLine;

  private @Nullable Poll ended;

  /**
   * A cursor that has not begun.
   *
   * @param place the line that it begins after; null for before the last lines at the first poll
   */
  RingCursor(MemoryRing ring, @Nullable RingNode place, int last) {
    this.ring = ring;
    this.place = place;
    this.last = last;
  }

  @Override
  public Poll poll(Runnable wake) {
    while (ended == null) {
      if (hasLeft()) {
        ended = new Poll.Failed(new SourceClosedException());
        break;
      }
      var here = begin();
      var next = here.next;
      if (next == RingNode.DROPPED) {
        ended = new Poll.Failed(ring.fellBehind());
      } else if (next != null) {
        place = next;
        if (!withinLine) {
          return Objects.requireNonNull(next.line);
        }
        withinLine = !next.endsLine();
      } else {
        switch (ring.await(this, here, wake)) {
          case null -> {} // A line has come since.
          case Poll.Pending pending -> {
            return pending;
          }
          case Line line -> throw new AssertionError(line);
          case Poll end -> ended = end;
        }
      }
    }
    return ended;
  }

  @Override
  public String position() {
    return begin().position(ring.positions);
  }

  @Override
  public Topic topic() {
    return ring;
  }

  @Override
  public long skip() {
    var from = begin();
    if (from.next != RingNode.DROPPED) {
      return 0;
    }
    var oldest = ring.oldest();
    place = oldest;
    ended = null;
    withinLine = !oldest.endsLine();
    return oldest.lines - from.lines + (withinLine ? 1 : 0);
  }

  @Override
  public void close() {
    ring.readers.leave(this);
  }

  private RingNode begin() {
    if (!begun) {
      begun = true;
      place = ring.begin(this, place, last);
      withinLine = !place.endsLine();
    }
    return Objects.requireNonNull(place);
  }
}
