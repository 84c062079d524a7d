package httpd.topic;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.topic.MemoryRing.Node;
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

  // The owner's own.
  private @Nullable Node place;
  private boolean begun;

  /** Whether it stands within a line that it has no beginning of: the rest of that is left out. */
  private boolean withinLine;

  private @Nullable Poll ended;

  /** Begins with the last lines that there are at the first poll. */
  RingCursor(MemoryRing ring, int last) {
    this.ring = ring;
    this.last = last;
  }

  /** Begins behind a place. */
  RingCursor(MemoryRing ring, Node place) {
    this.ring = ring;
    this.last = 0;
    this.place = place;
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
      if (next == MemoryRing.DROPPED) {
        ended = new Poll.Failed(ring.fellBehind());
      } else if (next != null) {
        place = next;
        if (!withinLine) {
          return Objects.requireNonNull(next.line);
        }
        withinLine = !next.endsLine();
      } else {
        switch (ring.behind(this, here, wake)) {
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
    return ring.position(begin());
  }

  @Override
  public Topic topic() {
    return ring;
  }

  @Override
  public long skip() {
    var from = begin();
    if (from.next != MemoryRing.DROPPED) {
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
    ring.leave(this);
  }

  private Node begin() {
    var here = place;
    if (!begun) {
      begun = true;
      if (here == null) {
        here = ring.begin(this, last);
        place = here;
      } else {
        ring.begin(this);
      }
      withinLine = !here.endsLine();
    }
    return Objects.requireNonNull(here);
  }
}
