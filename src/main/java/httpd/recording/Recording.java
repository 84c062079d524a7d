package httpd.recording;

import httpd.HttpException;
import httpd.limit.Limit;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.blocking.BlockingReader;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.MemoryLog;
import httpd.topic.Topic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One run of a source, in a log of its own: a topic that any number of readers follow from any
 * place, and that goes on without them for a while.
 *
 * <pre>
 *           begin()              the source ends or fails, or no reader comes for the linger time
 *   NEW ───────────► RUNNING ─────────────────────────────────────────────────────────► OVER
 *                     │   ▲ a reader moves on                                             │
 *    half of what is  ▼   │                                    kept for its time, then    │
 *    kept is unread: WAITING                                   when no reader is left ──► GONE
 * </pre>
 *
 * <p>A place is the number of bytes before it, so that a client that counts what it has received
 * knows its place. The source is read no further than half of what the log keeps after the reader
 * that is furthest: one reader slows its source, a slow one among others does not.
 *
 * <p>The lock guards places, readers and timers. {@link Recordings} may be called only without it.
 */
final class Recording implements Topic {

  /** The number of lines that stands for the run from its beginning. */
  static final int WHOLE = Integer.MAX_VALUE;

  /** Unread bytes that any run may have, however full the recordings are. */
  private static final int LEAST = 16 * 1024;

  private final Run run;
  private final Recordings recordings;
  private final Log log;
  private final Marks marks;
  private final long mostUnread;

  // Guarded by this.
  private @Nullable Recorder recorder;
  private Runnable whenOver = () -> {};
  private Place written;
  private long furthest;
  private int readers;
  private @Nullable Outcome outcome;
  private @Nullable Future<?> timer;
  private long counted;
  private boolean isGone;

  /** A run whose log has records already if it is read again. */
  Recording(Run run, Recordings recordings, Log log, Marks marks, @Nullable Outcome outcome) {
    this.run = run;
    this.recordings = recordings;
    this.log = log;
    this.marks = marks;
    this.mostUnread = recordings.settings().runBytes() / 2;
    this.written = marks.newest();
    this.furthest = written.cost();
    this.outcome = outcome;
  }

  Run run() {
    return run;
  }

  /** Starts to read the source, which belongs to this run from now on. */
  void begin(LineSource source, Records records, Runnable whenOver) {
    var started = Recorder.of(this, source, records);
    boolean isLate;
    synchronized (this) {
      isLate = isGone;
      this.whenOver = whenOver;
      recorder = started;
      lingers();
    }
    if (isLate) {
      started.stop("it was stopped");
    } else {
      started.start();
    }
  }

  // What the recorder does.

  boolean hasRoom() {
    long most = recordings.isFull() ? LEAST : mostUnread;
    synchronized (this) {
      return written.cost() - furthest < most;
    }
  }

  void record(byte[] bytes) {
    synchronized (this) {
      written = written.after(bytes.length);
      marks.add(written);
    }
    log.append(Append.of(new Line(bytes, Line.Ending.LF)))
        .whenComplete((appended, refused) -> {
          if (refused != null) {
            cannotAppend(refused);
          }
        });
    recordings.grown(this);
  }

  private void cannotAppend(Throwable cause) {
    stop("it cannot be recorded: " + cause.getMessage());
  }

  /** Ends the run; the first outcome counts. */
  void over(Outcome how) {
    synchronized (this) {
      if (outcome != null) {
        return;
      }
      outcome = how;
      cancelTimer();
    }
    whenOver.run();
    recordings.over(this, how);
    log.append(Append.closing())
        .whenComplete((appended, refused) -> {
          if (refused != null) {
            recordings.forget(
                this); // Its readers would wait for an end that the log does not have.
          }
        });
  }

  /** Stops the source, if it runs; its readers get what there is, then a failure. */
  void stop(String why) {
    Recorder stopped;
    synchronized (this) {
      stopped = recorder;
    }
    if (stopped != null) {
      stopped.stop(why);
    }
  }

  // What readers do.

  synchronized void join() {
    readers++;
    if (outcome == null) {
      cancelTimer();
    }
  }

  void leave() {
    boolean isLast;
    synchronized (this) {
      readers--;
      isLast = readers == 0;
      if (isLast && outcome == null) {
        lingers();
      }
    }
    if (isLast) {
      recordings.deserted(this);
    }
  }

  /** From here on the run goes on without a reader for a time. Under the lock. */
  private void lingers() {
    cancelTimer();
    timer = recordings.settings().afterLinger(this::abandon);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void abandon() {
    synchronized (this) {
      if (readers > 0 || outcome != null) {
        return;
      }
    }
    stop("abandoned by its readers");
  }

  /** Keeps what is over for its time. */
  synchronized void keep(long nanos, Runnable expire) {
    cancelTimer();
    if (!isGone) {
      timer = recordings.settings().timer().after(nanos, expire);
    }
  }

  /** A reader has got all before a place. */
  void delivered(Place place) {
    Recorder waiting;
    synchronized (this) {
      if (place.cost() <= furthest) {
        return;
      }
      furthest = place.cost();
      waiting = recorder;
    }
    if (waiting != null) {
      waiting.mayHaveRoom();
    }
  }

  /** Looks for room again, if it waits for some. */
  void mayHaveRoom() {
    Recorder waiting;
    synchronized (this) {
      waiting = recorder;
    }
    if (waiting != null) {
      waiting.mayHaveRoom();
    }
  }

  synchronized boolean hasReaders() {
    return readers > 0;
  }

  synchronized @Nullable Outcome outcome() {
    return outcome;
  }

  /** What follows the last record. */
  Poll end() {
    var how = outcome();
    return how == null
        ? new Poll.Failed(new RunFailedException("its end is not known"))
        : how.poll();
  }

  Poll failure(Poll.Failed ofLog) {
    return ofLog.cause() instanceof LogDeletedException
        ? new Poll.Failed(new RunFailedException("it was stopped and deleted"))
        : ofLog;
  }

  // The topic.

  String position(long bytes) {
    return RunId.position(run.id(), bytes);
  }

  /** Returns the place after which a client has everything. */
  synchronized long length() {
    return written.bytes();
  }

  /** Returns the position after the last record. */
  String newest() {
    return position(length());
  }

  boolean hasLostBeginning() throws IOException {
    return marks.records(log.bounds().oldest()) > 0;
  }

  /** {@inheritDoc} For {@link #WHOLE} an error if the beginning is gone. */
  @Override
  public PositionedSource last(int lines) throws IOException {
    if (lines == 0) {
      return orGone(from(length()));
    }
    if (lines == WHOLE) {
      return orGone(from(0));
    }
    long oldest = marks.records(log.bounds().oldest());
    long number;
    synchronized (this) {
      number = Math.max(written.records() - lines, oldest);
    }
    return orGone(fromRecord(number));
  }

  private PositionedSource orGone(@Nullable PositionedSource found) throws IOException {
    if (found == null) {
      throw new HttpException(
          410,
          "the beginning of this run is gone; ?after=%s gives all that is kept"
              .formatted(bounds().oldest()));
    }
    return found;
  }

  @Override
  public Resumption after(String position) throws IOException {
    long bytes = RunId.bytes(run.id(), position);
    var found = bytes < 0 || bytes > length() ? null : from(bytes);
    return found == null ? new Resumption.Lost(bounds()) : new Resumption.Found(found);
  }

  private @Nullable PositionedSource from(long bytes) throws IOException {
    Place mark;
    synchronized (this) {
      mark = marks.at(bytes);
    }
    return mark != null && log.after(marks.position(mark)) instanceof Resumption.Found(var records)
        ? new RunReader(this, records, mark, bytes)
        : null;
  }

  /** Reads on from the mark before a record, which is there already. */
  private @Nullable PositionedSource fromRecord(long number) throws IOException {
    Place place;
    synchronized (this) {
      place = marks.atRecord(number);
    }
    long from = Math.max(number, place.records());
    if (!(log.after(marks.position(place)) instanceof Resumption.Found(var records))) {
      return null;
    }
    try {
      while (place.records() < from) {
        if (!(BlockingReader.next(records) instanceof Line record)) {
          records.close();
          return null;
        }
        place = place.after(record.content().length);
      }
    } catch (InterruptedException clientHasGone) {
      records.close();
      throw new InterruptedIOException("the client has gone");
    }
    return new RunReader(this, records, place, place.bytes());
  }

  @Override
  public Bounds bounds() throws IOException {
    long dropped = marks.records(log.bounds().oldest());
    synchronized (this) {
      return new Bounds(position(marks.after(dropped).bytes()), position(written.bytes()));
    }
  }

  /** Counts what it takes; if too much is taken, drops what a reader has had already. */
  void count(Limit limit) {
    if (log instanceof MemoryLog inMemory) {
      var ring = inMemory.ring();
      if (limit.isFull()) {
        ring.drop(ring.bytes() - unread(), 1);
      }
      count(limit, ring.bytes());
    } else {
      count(limit, Math.min(length(), recordings.settings().runBytes()));
    }
  }

  private synchronized long unread() {
    return written.cost() - furthest;
  }

  private synchronized void count(Limit limit, long bytes) {
    if (!isGone) {
      limit.hold(bytes - counted);
      counted = bytes;
    }
  }

  /** Counts it no longer. */
  synchronized void countNoMore(Limit limit) {
    isGone = true;
    cancelTimer();
    limit.hold(-counted);
    counted = 0;
  }

  Log log() {
    return log;
  }
}
