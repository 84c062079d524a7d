package httpd.topic;

import httpd.line.FellBehindException;
import httpd.line.Insight;
import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
import httpd.topic.ColdRecords.Stretch;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a log in two places: it reads batches from the cold place until the ring has what
 * comes next.
 *
 * <pre>
 *                         ┌───────────── the ring dropped what comes next ─────────────┐
 *                         ▼                                                            │
 *        first poll             a batch                  no more, the ring has the next
 *   NEW ───────────► READING ─────────────► COLD, lines ───────────────────────────► HOT, a cursor
 *        │              ▲  │                    │                                   of the ring ▲
 *        │              └──┼─ the ring has not ─┘                                               │
 *        └─────────────────┼─────────── the ring has what comes next ───────────────────────────┘
 *                          │ dropped in both places
 *                          ▼
 *                       BEHIND ── skip() ──► COLD
 *   CLOSED, ENDED, FAILED: from any state, final
 * </pre>
 *
 * <p>The owner polls; the thread that reads the cold place hands over one {@link Read}. Nothing
 * here waits. A batch has at most 64 KiB, or one record.
 */
final class TieredSource implements TopicSource {

  private static final int BATCH = 64 * 1024;

  private final Tiers tiers;
  private final WakeSlot waker = new WakeSlot();

  /** How a read of the cold place has gone: one of the two. */
  private record Read(@Nullable Stretch stretch, @Nullable Throwable failure) {}

  /** Written by the thread that reads, taken by the owner. */
  private volatile @Nullable Read read;

  /** Written by the owner, closed by any thread. */
  private volatile @Nullable PositionedSource hot;

  private volatile boolean closed;

  /** Guarded by this. */
  private boolean joined;

  // Used by the owner.
  private String place;
  private @Nullable Stretch stretch;
  private int next;
  private boolean begun;
  private boolean reading;
  private boolean behind;

  /** Whether the last batch was empty, and the ring had dropped what comes next meanwhile. */
  private boolean stuck;

  private @Nullable Poll ended;

  TieredSource(Tiers tiers, String position) {
    this.tiers = tiers;
    this.place = position;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (!begun) {
      begun = true;
      join();
    }
    while (ended == null) {
      var cursor = hot;
      if (closed) {
        ended = new Poll.Failed(new SourceClosedException());
      } else if (cursor != null) {
        var poll = pollHot(cursor, wake);
        if (poll != null) {
          return poll;
        }
      } else if (hasLine()) {
        return takeLine();
      } else if (!goHot() && isPending(wake)) {
        return Poll.PENDING;
      }
    }
    return ended;
  }

  /** Null if the ring has dropped what comes next. */
  private @Nullable Poll pollHot(PositionedSource cursor, Runnable wake) {
    var poll = cursor.poll(wake);
    switch (poll) {
      case Line _, Poll.Pending _ -> {}
      case Poll.Failed failed when failed.cause() instanceof FellBehindException -> {
        place = cursor.position();
        hot = null;
        cursor.close();
        return null;
      }
      default -> ended = poll;
    }
    return poll;
  }

  private boolean hasLine() {
    return stretch != null && next < stretch.lines().size();
  }

  private Line takeLine() {
    return Objects.requireNonNull(stretch).lines().get(next++);
  }

  /** Goes on in the ring if that has what comes next, and nothing is being read. */
  private boolean goHot() {
    if (reading) {
      return false;
    }
    if (stretch != null) {
      place = stretch.end();
      stretch = null;
    }
    var cursor = tiers.hotAfter(place);
    hot = cursor;
    stuck &= cursor == null;
    if (cursor != null && closed) { // The close may not have seen it.
      cursor.close();
    }
    return cursor != null;
  }

  /** Waits for a batch; false if there is something new already. */
  private boolean isPending(Runnable wake) {
    waker.set(wake);
    if (!reading) {
      reading = true;
      startRead();
    }
    if ((read != null || closed) && waker.withdraw(wake)) {
      takeRead();
      return false;
    }
    return true;
  }

  private void startRead() {
    try {
      var _ =
          tiers
              .cold()
              .read(place, BATCH)
              .whenComplete((result, failure) -> {
                read = new Read(result, failure);
                waker.run();
              });
    } catch (RejectedExecutionException e) { // The engine was closed.
      read = new Read(null, e);
    }
  }

  private void takeRead() {
    var done = read;
    if (done == null) {
      return;
    }
    read = null;
    reading = false;
    next = 0;
    stretch = done.stretch();
    if (stretch == null) {
      ended = new Poll.Failed(cause(Objects.requireNonNull(done.failure())));
    } else if (stretch.missing() > 0) {
      behind = true;
      ended = new Poll.Failed(tiers.ring().fellBehind());
    } else if (!stretch.end().equals(place)) {
      stuck = false;
    } else if (!stuck) {
      stuck = true; // The ring may have gone on while the batch was read.
    } else {
      ended = new Poll.Failed(new IOException("the log lacks what comes after " + place));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }

  @Override
  public String position() {
    var cursor = hot;
    if (cursor != null) {
      return cursor.position();
    }
    return stretch == null || next == 0 ? place : stretch.positions().apply(next - 1);
  }

  @Override
  public Topic topic() {
    return tiers.topic();
  }

  @Override
  public long skip() {
    if (!behind || stretch == null) {
      return 0;
    }
    behind = false;
    ended = null;
    return stretch.missing();
  }

  @Override
  public Line encoded(Line line, Object form, Supplier<Line> encode) {
    var cursor = hot;
    return cursor == null ? encode.get() : cursor.encoded(line, form, encode);
  }

  /** {@inheritDoc} In the cold place, what comes after its batch is not counted. */
  @Override
  public Insight insight() {
    var cursor = hot;
    return cursor == null ? Insight.NONE : cursor.insight();
  }

  @Override
  public @Nullable Object shared() {
    var cursor = hot;
    return cursor == null ? null : cursor.shared();
  }

  @Override
  public LeadSource lead() {
    return Objects.requireNonNull(hot).lead();
  }

  @Override
  public boolean follow(Lead lead) {
    var cursor = hot;
    return cursor != null && cursor.follow(lead);
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    Objects.requireNonNull(hot).goOnAt(lead, place);
  }

  @Override
  public void close() {
    leave();
    var cursor = hot;
    if (cursor != null) {
      cursor.close();
    }
    waker.run();
  }

  private synchronized void join() {
    if (!closed) {
      joined = true;
      tiers.join();
    }
  }

  private synchronized void leave() {
    closed = true;
    if (joined) {
      joined = false;
      tiers.leave();
    }
  }
}
