package httpd.topic;

import httpd.line.Insight;
import httpd.line.Lead;
import httpd.line.LeadSource;
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
 *                        │                        │  └─ FOLLOWS A LEAD ─ goOnAt() ──────┘
 *                        │ next line dropped      │ close(), from any state
 *                        ▼                        ▼
 *                     BEHIND, final except      LEFT, final
 *                     skip() ──► FOLLOWING
 * </pre>
 */
final class RingCursor extends MemoryTopic.Reader implements TopicSource {

  private final MemoryRing ring;
  private final int last;

  // Used by the owner only.
  private @Nullable RingNode place;
  private boolean begun;

  /** Whether it is within a line whose beginning was dropped, so that the rest is left out. */
  private boolean withinLine;

  private @Nullable Poll ended;

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

  /** How many pieces of the log come before its place. For the owner. */
  long number() {
    return begin().number;
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
  public int exitStatus() {
    return ring.exitStatus(ended);
  }

  /** {@inheritDoc} One that follows a lead has all but those of the pass that is under way. */
  @Override
  public Insight insight() {
    var here = place;
    return Insight.behind(here == null ? 0 : ring.linesAfter(here));
  }

  @Override
  public @Nullable Object shared() {
    var here = place;
    return here == null || withinLine || !here.endsLine() || !ring.hasManyReaders() ? null : ring;
  }

  @Override
  public LeadSource lead() {
    return new RingLead(ring, begin());
  }

  @Override
  public boolean follow(Lead lead) {
    if (lead.place() != place || !ring.follow(this)) {
      return false;
    }
    place = null; // Not held: the line may be dropped while it follows.
    return true;
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    ring.unfollow(this);
    this.place = (RingNode) place;
  }

  @Override
  public void close() {
    ring.leave(this);
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
