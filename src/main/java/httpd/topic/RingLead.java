package httpd.topic;

import httpd.line.LeadSource;
import httpd.line.Poll;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link MemoryRing} for the cursors that have caught up with it; it is not counted as a
 * reader itself. It gives whole lines: what comes in pieces, each cursor reads for itself.
 */
final class RingLead extends MemoryTopic.Reader implements LeadSource {

  private final MemoryRing ring;

  // Used by the owner only.
  private RingNode place;
  private @Nullable RingNode peeked;

  RingLead(MemoryRing ring, RingNode place) {
    this.ring = ring;
    this.place = place;
  }

  @Override
  public @Nullable Poll peek(Runnable wake) {
    while (true) {
      var next = place.next;
      if (next != null) {
        peeked = next; // A link is cut when its line is dropped.
        return next != RingNode.DROPPED && next.endsLine() ? next.line : null;
      }
      var poll = ring.await(this, place, wake);
      if (poll != null) {
        return poll instanceof Poll.Pending ? poll : null;
      }
    }
  }

  @Override
  public void step() {
    place = next();
  }

  @Override
  public RingNode place() {
    return place;
  }

  @Override
  public String nextPosition() {
    return next().position(ring.positions);
  }

  @Override
  public void close() {
    ring.leave(this);
  }

  private RingNode next() {
    return Objects.requireNonNull(peeked);
  }
}
