package httpd.topic;

import httpd.line.Insight;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a {@link ConflatedLog}: the number of the last line that it got.
 *
 * <pre>
 *        first poll              nothing newer                      a line
 *   NEW ────────────► FOLLOWING ───────────────► WAITING, in the log ──────► FOLLOWING
 *                        │                         │
 *                        │ a key was dropped       │ close(), from any state
 *                        ▼                         ▼
 *                     BEHIND, except            LEFT, final
 *                     skip() ──► FOLLOWING
 * </pre>
 */
final class ConflatedCursor extends MemoryTopic.Reader implements PositionedSource {

  /** Stands for a place that is to be found at the first poll. */
  static final long NOWHERE = -1;

  private final ConflatedLog log;
  private final int last;

  // Used by the owner only.
  private long place;
  private boolean begun;

  /** The newest line at the beginning: what was replaced before that is not counted. */
  private long joinedAt;

  private long replaced;
  private @Nullable Poll behind;

  ConflatedCursor(ConflatedLog log, int last, long place) {
    this.log = log;
    this.last = last;
    this.place = place;
  }

  @Override
  public Poll poll(Runnable wake) {
    begin();
    while (!hasLeft() && behind == null) {
      var next = log.next(place);
      if (place < log.lastDropped()) {
        behind = new Poll.Failed(log.fellBehind());
      } else if (next != null) {
        replaced = Math.max(0, next.number() - Math.max(place, joinedAt) - 1);
        log.countReplaced(replaced);
        place = next.number();
        return next.line();
      } else if (log.await(this, place, wake)) {
        return Poll.PENDING;
      }
    }
    var how = behind;
    return how == null ? new Poll.Failed(new SourceClosedException()) : how;
  }

  @Override
  public String position() {
    begin();
    return log.positions.of(place);
  }

  @Override
  public long skip() {
    begin();
    long oldest = log.lastDropped();
    long skipped = Math.max(0, oldest - place);
    place += skipped;
    behind = null;
    return skipped;
  }

  @Override
  public long replaced() {
    return replaced;
  }

  /** {@inheritDoc} Those that newer ones have replaced are counted too. */
  @Override
  public Insight insight() {
    return begun ? Insight.behind(log.linesAfter(place)) : Insight.NONE;
  }

  @Override
  public void close() {
    log.leave(this);
  }

  private void begin() {
    if (!begun) {
      begun = true;
      joinedAt = log.begin(this);
      place = place == NOWHERE ? log.before(last, joinedAt) : place;
    }
  }
}
