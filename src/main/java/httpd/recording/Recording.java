package httpd.recording;

import httpd.line.LineSource;
import httpd.line.PositionedSource;
import httpd.topic.Append;
import httpd.topic.Log;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One run of a source, which any number of readers follow from any place in its log, and which goes
 * on without them for a while.
 *
 * <pre>
 *           begin()              the source ends or fails, or no reader comes for the linger time
 *   NEW ───────────► RUNNING ─────────────────────────────────────────────────────────► OVER
 *                     │   ▲ a reader moves on                                             │
 *    half of what is  ▼   │                                    kept for its time, then    │
 *    kept is unread: WAITING                                   when no reader is left ──► GONE
 * </pre>
 *
 * <p>The source is read no further than half of what the log keeps after the reader that is
 * furthest: one reader slows its source, a slow one among others does not.
 *
 * <p>The lock guards readers and timers, and the lock of the log may be acquired while it is held.
 * {@link Recordings} is called only without it.
 */
final class Recording {

  /** A place is noted after so many bytes, from which another process counts on. */
  private static final int NOTED = 1024 * 1024;

  /** Unread bytes that any run may have, however full the recordings are. */
  private static final int LEAST = 16 * 1024;

  /** Bytes that may be on their way to the disk. */
  private static final int MOST_UNSETTLED = 64 * 1024;

  private final Run run;
  private final Recordings recordings;
  private final RecordedLog records;
  private final long mostUnread;
  private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

  // Guarded by this.
  private @Nullable Recorder recorder;
  private Runnable whenOver = () -> {};
  private long furthest;
  private int readers;
  private @Nullable Outcome outcome;
  private @Nullable Future<?> timer;
  private boolean isGone;

  /** A run that begins, or one that is over in a log that has its records after a place. */
  Recording(Run run, Recordings recordings, Log log, Place beginning, @Nullable Outcome outcome)
      throws IOException {
    long kept = recordings.settings().runBytes();
    this.run = run;
    this.recordings = recordings;
    this.records = new RecordedLog(run.id(), log, beginning, kept, outcome == null, this::reader);
    this.mostUnread = kept / 2;
    this.furthest = outcome == null ? 0 : Long.MAX_VALUE;
    this.outcome = outcome;
    if (outcome != null) {
      closed.complete(null);
    }
  }

  /** Completes when the run is over and its log closed. */
  CompletableFuture<@Nullable Void> closed() {
    return closed;
  }

  private PositionedSource reader(PositionedSource source, Place place, long beginning) {
    return new RunReader(this, source, place, beginning);
  }

  Run run() {
    return run;
  }

  RecordedLog records() {
    return records;
  }

  /** Starts to read the source, which belongs to this run from now on. */
  void begin(LineSource source, Records form, Runnable whenOver) {
    var started = Recorder.of(this, source, form);
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
    return records.unsettled() < MOST_UNSETTLED
        && unread() < (recordings.isFull() ? LEAST : mostUnread);
  }

  synchronized long unread() {
    return Math.max(0, records.end().cost() - furthest);
  }

  void record(byte[] bytes) {
    records.append(bytes, this::recorded);
    recordings.grown(this);
    var end = records.end();
    if (end.bytes() / NOTED != (end.bytes() - bytes.length) / NOTED) {
      note(end);
    }
  }

  private void recorded(@Nullable Throwable refusal) {
    if (refusal == null) {
      if (records.unsettled() <= MOST_UNSETTLED / 2) {
        mayHaveRoom();
      }
    } else {
      stop("it cannot be recorded: " + refusal.getMessage());
    }
  }

  private void note(Place place) {
    try {
      RunNotes.place(records.log(), place);
    } catch (IOException e) {
      stop("it cannot be recorded: " + e.getMessage());
    }
  }

  /** Ends the run, once. It is noted before a client is told. */
  void over(Outcome how) {
    RunNotes.over(records.log(), how);
    Runnable told;
    synchronized (this) {
      outcome = how;
      told = whenOver;
      recorder = null; // What the source held is not kept with the records.
      whenOver = () -> {};
      cancelTimer();
    }
    told.run();
    recordings.over(this);
    records
        .log()
        .append(Append.closing())
        .whenComplete((appended, refused) -> {
          if (refused != null) {
            recordings.forget(
                this); // Its readers would wait for an end that the log does not have.
          }
          closed.complete(null);
        });
  }

  /** Stops the source, if it runs; its readers get what there is, then a failure. */
  void stop(String why) {
    var running = recorder();
    if (running != null) {
      running.stop(why);
    }
  }

  private synchronized @Nullable Recorder recorder() {
    return recorder;
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

  /** It was forgotten. */
  synchronized void gone() {
    isGone = true;
    cancelTimer();
  }

  /** A reader has got all before a place. */
  void delivered(Place place) {
    synchronized (this) {
      if (place.cost() <= furthest) {
        return;
      }
      furthest = place.cost();
    }
    mayHaveRoom();
  }

  /** Looks for room again, if it waits for some. */
  void mayHaveRoom() {
    var waiting = recorder();
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
}
