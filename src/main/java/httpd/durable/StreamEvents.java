package httpd.durable;

import httpd.durable.RecordEvents.Reached;
import httpd.line.ForwardingSource;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.Timer;
import httpd.line.WakeSlot;
import httpd.sse.EventEncoder;
import httpd.sse.SharedEvents;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A stream as server-sent events: each batch of records is an event {@code data}, and after it an
 * event {@code control} says where it ends.
 *
 * <pre>
 *              records: data and control
 *   READING ◄──────────────────────────────┐
 *     │ nothing yet: control, up to date   │ a record
 *     ├────────────────────────────► WAITING ──── a minute is over ────► ENDED, to come back
 *     │ the stream is closed: control, closed
 *     └─────────────────────────────────────────────────────────────────► ENDED, for good
 * </pre>
 *
 * <p>The records are read as fast as the client takes the events: at most one batch is held.
 */
final class StreamEvents extends ForwardingSource {

  private static final int MOST_BYTES = 16 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int JITTER_SECONDS = 5;

  private final StitchedSource records;
  private final RecordEvents events;
  private final String knownEnd;
  private final RecordBatch batch;
  private final Runnable leave;
  private final Timer timer;

  // The owner's own.
  private @Nullable Poll ahead;
  private @Nullable Poll ended;
  private boolean begun;
  private Reached told = Reached.A_PART;

  private volatile boolean closed;
  private volatile boolean isOver;
  private volatile @Nullable WakeSlot waiting;
  private volatile @Nullable Future<?> age;

  /**
   * Events of records.
   *
   * @param knownEnd the records before this position are there already
   * @param leave run when the client has no more of them, before its source is closed
   */
  StreamEvents(StitchedSource records, RecordEvents events, String knownEnd, Runnable leave) {
    this(records, events, knownEnd, leave, Timer.OF_THE_PROCESS);
  }

  StreamEvents(
      StitchedSource records, RecordEvents events, String knownEnd, Runnable leave, Timer timer) {
    super(records);
    this.records = records;
    this.events = events;
    this.knownEnd = knownEnd;
    this.batch = new RecordBatch(events);
    this.leave = leave;
    this.timer = timer;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (ended != null) {
      return ended;
    }
    begin();
    if (closed) {
      return end(new Poll.Failed(new SourceClosedException()));
    }
    if (isOver && ahead == null) {
      return batch.isEmpty() ? end(Poll.END) : rest(Reached.A_PART);
    }
    var signal = new WakeSlot(wake);
    return switch (next(signal)) {
      case Line line -> batch(line, wake);
      case Poll.Pending pending -> pending(pending, signal);
      case Poll.End end when !batch.isEmpty() -> {
        ahead = end;
        yield rest(Reached.THE_LAST);
      }
      case Poll.End end -> told == Reached.THE_LAST ? end(end) : last(end);
      case Poll.Failed failed -> end(failed);
    };
  }

  private void begin() {
    if (!begun) {
      begun = true;
      int jitter = ThreadLocalRandom.current().nextInt(JITTER_SECONDS + 1);
      age = timer.after(LONGEST.plusSeconds(jitter).toNanos(), this::beOver);
    }
  }

  private void beOver() {
    isOver = true;
    wake();
  }

  private void wake() {
    var signal = waiting;
    if (signal != null) {
      signal.run();
    }
  }

  private Poll next(Runnable wake) {
    var known = ahead;
    ahead = null;
    return known == null ? records.poll(wake) : known;
  }

  private Poll pending(Poll.Pending pending, WakeSlot signal) {
    if (told == Reached.A_PART && batch.isEmpty() && isCaughtUp()) {
      signal.clear();
      told = Reached.THE_END;
      return events.control(records.position(), told);
    }
    waiting = signal;
    if (isOver || closed) {
      signal.run(); // It came between the look at it and the wait.
    }
    return pending;
  }

  private Poll last(Poll.End end) {
    ahead = end;
    told = Reached.THE_LAST;
    return events.control(records.position(), told);
  }

  private Poll batch(Line first, Runnable wake) {
    batch.add(first.content(), records.position());
    var next = lookAhead();
    while (next instanceof Line line && batch.size() + line.content().length <= MOST_BYTES) {
      batch.add(line.content(), records.position());
      next = lookAhead();
    }
    ahead = next instanceof Poll.Pending ? null : next;
    if (!batch.hasWhole()) {
      return poll(wake); // It waits for the rest of a character.
    }
    byte[] contents = batch.takeWhole();
    told = batch.isEmpty() ? reached(next) : Reached.A_PART;
    return events.data(contents, batch.wholeEnd(), told);
  }

  private Reached reached(Poll next) {
    return switch (next) {
      case Poll.Pending _ when isCaughtUp() -> Reached.THE_END;
      case Poll.End _ -> Reached.THE_LAST;
      default -> Reached.A_PART;
    };
  }

  /** Returns what ends within a character, since nothing that is waited for may follow. */
  private Poll rest(Reached reached) {
    told = reached;
    return events.data(batch.takeAll(), batch.end(), reached);
  }

  /** The owner polls again at once, so that this wake-up is replaced. */
  private Poll lookAhead() {
    return records.poll(() -> {});
  }

  private boolean isCaughtUp() {
    return Offsets.compare(records.position(), knownEnd) >= 0;
  }

  private Poll end(Poll how) {
    ended = how;
    close();
    return how;
  }

  @Override
  public @Nullable Object shared() {
    boolean isIdle =
        told == Reached.THE_END && ahead == null && batch.isEmpty() && !closed && !isOver;
    var below = isIdle && events.cursor().isOfAll() ? sharedBelow() : null;
    return below == null ? null : new SharedEvents(below, EventEncoder.Form.EVENT);
  }

  @Override
  public LeadSource lead() {
    return new RecordLead(super.lead(), events);
  }

  @Override
  public void close() {
    closed = true;
    var set = age;
    if (set != null) {
      set.cancel(false);
    }
    leave.run();
    super.close();
    wake();
  }
}
