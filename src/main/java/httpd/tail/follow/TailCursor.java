package httpd.tail.follow;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
import httpd.tail.file.LineBatch;
import httpd.tail.file.Position;
import httpd.tail.name.TailName;
import httpd.topic.Topic;
import httpd.topic.TopicSource;
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
 *   CLOSED, FAILED: from any state, final
 * </pre>
 *
 * <p>The owner polls; the reader thread answers requests through {@link #give} and {@link #fail}.
 * Nothing here waits.
 */
final class TailCursor implements TopicSource {

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

  // Used by the owner; the reader thread reads the batch as well.
  private volatile @Nullable LineBatch batch;
  private int index;
  private boolean asking;
  private Poll.@Nullable Failed last;
  private @Nullable LineBatch polledFrom;
  private int polledIndex;

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
    // What came between the two has woken no one.
    if ((closed.get() || broken != null || hasMore()) && waker.withdraw(wake)) {
      return poll(wake);
    }
    return Poll.PENDING;
  }

  @Override
  public String position() {
    return (polledFrom == null ? start : polledFrom.position(polledIndex)).toString();
  }

  @Override
  public Line encoded(Line line, Object form, Supplier<Line> encode) {
    return polledFrom == null ? encode.get() : polledFrom.encoded(polledIndex, line, form, encode);
  }

  @Override
  public Topic topic() {
    return new TailedFile(reader, name);
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
    return beganNowhere() && polledFrom == null;
  }

  private boolean beganNowhere() {
    return start.isNowhere() && sought.equals(Position.OLDEST);
  }

  /** Where to look for what comes after the line polled last. */
  Position place() {
    return polledFrom == null ? sought : polledFrom.position(polledIndex);
  }

  /** Its batch, for the reader thread: what follows is needed, and stays open. */
  @Nullable LineBatch batch() {
    var waiting = given;
    return waiting == null ? batch : waiting.batch();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Answers its request; from the reader thread. */
  void give(LineBatch batch, int index) {
    given = new Given(batch, index);
    wake();
  }

  void fail(Throwable cause) {
    broken = cause;
    wake();
  }

  void wake() {
    waker.run();
  }

  private @Nullable Poll take() {
    var answer = given;
    if (answer != null) {
      given = null;
      asking = false;
      batch = answer.batch();
      index = answer.index();
    }
    for (var at = batch; at != null; at = at.next()) {
      if (at != batch) {
        batch = at;
        index = 0;
      }
      if (index < at.count()) {
        return line(at);
      }
    }
    var failure = broken;
    return failure == null ? null : failed(failure);
  }

  private Line line(LineBatch at) {
    polledFrom = at;
    polledIndex = index;
    return at.line(index++);
  }

  private boolean needsReader() {
    var at = batch;
    return at == null || (!at.mayBeFollowed() && at.next() == null);
  }

  private boolean hasMore() {
    var at = batch;
    return given != null || (at != null && at.next() != null) || (!asking && needsReader());
  }

  private Poll.Failed failed(Throwable cause) {
    last = new Poll.Failed(cause);
    return last;
  }
}
