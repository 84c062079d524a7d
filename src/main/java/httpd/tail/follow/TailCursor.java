package httpd.tail.follow;

import httpd.line.Insight;
import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
import httpd.tail.file.LineBatch;
import httpd.tail.file.Position;
import httpd.tail.name.TailName;
import httpd.topic.Topic;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's place in a followed file: a batch and an index into it, without lines of its own.
 *
 * <pre>
 *        first poll              a batch              no more lines in it
 *   NEW ────────────► ASKING ──────────────► READING ─────────────────────► WAITING for the next one
 *                        ▲                      │                              │
 *                        │ fallen out of the    │                              │ linked to it
 *                        └── recent lines ──────┘◄─────────────────────────────┘
 *
 *   WAITING ──► FOLLOWS A LEAD, without a batch ── goOnAt() ──► READING
 *   CLOSED, FAILED: from any state, final
 * </pre>
 *
 * <p>The owner polls; the reader thread answers requests through {@link #give} and {@link #fail}.
 * Nothing here waits.
 */
final class TailCursor extends BatchReader implements TailSource {

  private final TailRequests reader;
  private final TailName name;
  private final Position start;
  private final Position sought;
  private final WakeSlot waker = new WakeSlot();

  /** A batch, and where to begin in it. */
  private record Given(LineBatch batch, int index) {}

  private volatile @Nullable Given given;
  private volatile @Nullable Throwable broken;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Set by the reader thread before it first gives a batch. */
  private volatile @Nullable Follower follower;

  /** Whether only a close or a failure wakes it. Written by the owner. */
  private volatile boolean following;

  /** Whether the reader thread has found nothing after its request. */
  private volatile boolean waiting;

  // Used by the owner.
  private boolean asking;
  private Poll.@Nullable Failed last;

  TailCursor(TailRequests reader, TailName name, Position start) {
    this(reader, name, start, start);
  }

  TailCursor(TailRequests reader, TailName name, Position start, Position sought) {
    this.reader = reader;
    this.name = name;
    this.start = start;
    this.sought = sought;
  }

  TailName name() {
    return name;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (last != null) {
      return last;
    }
    if (closed.get()) {
      return failed(new SourceClosedException());
    }
    waker.clear();
    var line = take();
    if (line != null) {
      return line;
    }
    waker.set(wake);
    if (!asking && needsReader()) {
      asking = true;
      if (beganNowhere()) { // Before its client can know the position where it began.
        reader.firstFiles().await(this);
      }
      reader.ask(this);
    }
    // The reader runs no wake-up for what came before this one was set.
    if ((closed.get() || broken != null || hasMore()) && waker.withdraw(wake)) {
      return poll(wake);
    }
    return Poll.PENDING;
  }

  @Override
  public String position() {
    return placeAfterLast(start).toString();
  }

  @Override
  public Line encoded(Line line, Object form, Supplier<Line> encode) {
    return encodedLast(line, form, encode);
  }

  @Override
  public boolean isAtEnd() {
    return given == null && (waiting || !asking);
  }

  @Override
  public Topic topic() {
    return new TailedFile(reader, name);
  }

  @Override
  public Insight insight() {
    return Insight.behind(following ? 0 : unread());
  }

  @Override
  public @Nullable Object shared() {
    var place = here();
    var group = follower;
    boolean sharing =
        place != null
            && group != null
            && !asking
            && given == null
            && place.batch().mayBeFollowed()
            && place.isBetweenLines()
            && group.hasManyCursors();
    return sharing ? group : null;
  }

  @Override
  public LeadSource lead() {
    return Objects.requireNonNull(follower).lead(Objects.requireNonNull(here()));
  }

  @Override
  public boolean follow(Lead lead) {
    if (broken != null || closed.get() || !lead.place().equals(here())) {
      return false;
    }
    following = true;
    letGo();
    return true;
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    moveTo((TailPlace) place);
    following = false;
  }

  private Position placeAfterLast(Position beginning) {
    var from = polledFrom();
    return from == null ? beginning : from.position(polledIndex());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      reader.leave(this);
      reader.firstFiles().leave(this);
      wake();
    }
  }

  Position start() {
    return start;
  }

  /** Whether it has waited since it began, for the first file of its name. */
  boolean waitsNowhere() {
    return beganNowhere() && polledFrom() == null;
  }

  private boolean beganNowhere() {
    return start.isNowhere() && sought.equals(Position.OLDEST);
  }

  /** Where to look for what comes after the line polled last. */
  Position place() {
    return placeAfterLast(sought);
  }

  /** Its batch, for the reader thread: what follows is needed, and stays open. */
  @Nullable LineBatch batch() {
    var waiting = given;
    return waiting == null ? currentBatch() : waiting.batch();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Belongs to a follower from now on; from the reader thread. */
  void join(Follower joined) {
    follower = joined;
  }

  /** There is nothing to give it now; from the reader thread. */
  void waits() {
    if (!waiting) {
      waiting = true;
      wake();
    }
  }

  /** Answers its request; from the reader thread. */
  void give(LineBatch batch, int index) {
    waiting = false;
    given = new Given(batch, index);
    wake();
  }

  void fail(Throwable cause) {
    broken = cause;
    wake();
  }

  /** There are new lines. */
  void wakeForLines() {
    if (!following) {
      wake();
    }
  }

  private void wake() {
    waker.run();
  }

  private @Nullable Poll take() {
    var answer = given;
    if (answer != null) {
      given = null;
      asking = false;
      moveTo(answer.batch(), answer.index());
    }
    var line = nextLine();
    var failure = broken;
    return line != null || failure == null ? line : failed(failure);
  }

  private boolean needsReader() {
    var at = currentBatch();
    return at == null || (!at.mayBeFollowed() && at.next() == null);
  }

  private boolean hasMore() {
    var at = currentBatch();
    return given != null || (at != null && at.next() != null) || (!asking && needsReader());
  }

  private Poll.Failed failed(Throwable cause) {
    last = new Poll.Failed(cause);
    return last;
  }
}
