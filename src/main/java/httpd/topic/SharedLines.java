package httpd.topic;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.PositionedSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A source that runs once for all its readers.
 *
 * <pre>
 *         first reader                  last reader leaves
 *   IDLE ──────────────► RUNNING ──────────────────────────────► LINGERING ── time is over ──► IDLE
 *     ▲                     │  ▲                                     │
 *     │                     │  └──────────── a reader ───────────────┘
 *     │ the next reader     │ the source ends or fails: so do the streams of all readers
 *     └── starts it again ──┘
 * </pre>
 *
 * <p>Each {@link SharedRun} fills a ring in memory, which counts the readers. What a reader does
 * not take in time is dropped there; the run waits for none of them. A source that lasts, as
 * standard input does, has a single run: it reads on without readers, and what it kept remains
 * after its end. Safe for all threads.
 */
public final class SharedLines implements Topic {

  /** How long a source runs without a reader by default: 5 s. */
  public static final Duration LINGER = Duration.ofSeconds(5);

  private final Supplier<SharedRun> runs;

  /** Null if the source lasts. */
  private final @Nullable Executor afterLinger;

  // Guarded by this.
  private @Nullable SharedRun run;
  private int headLines;

  /** How often the last reader has left, so that an earlier timer does not end a later absence. */
  private long absences;

  /** Opens nothing before the first reader polls; then the opener is called for each run. */
  public SharedLines(Supplier<LineSource> opener) {
    this(opener, CompletableFuture.delayedExecutor(LINGER.toMillis(), TimeUnit.MILLISECONDS));
  }

  SharedLines(Supplier<LineSource> opener, Executor afterLinger) {
    this.runs = () -> SharedRun.of(opener.get());
    this.afterLinger = afterLinger;
  }

  /** A source that lasts: its only run begins with {@link #start} or the first reader. */
  SharedLines(SharedRun only) {
    this.runs = () -> only;
    this.afterLinger = null;
    this.run = only;
  }

  /**
   * Gives readers that join a run later its first lines, before those that they ask for. To be
   * called before the first run.
   */
  public synchronized SharedLines withHead(int lines) {
    headLines = lines;
    return this;
  }

  /** Under the lock. */
  int headLines() {
    return headLines;
  }

  /** Starts reading, if no run is on: lines that no reader is there for are dropped from now on. */
  public synchronized void start() {
    var started = current();
    started.start(this);
    run = started;
  }

  @Override
  public PositionedSource last(int lines) {
    return new StartOnFirstPoll(this, () -> join(lines));
  }

  @Override
  public Resumption after(String position) {
    return ring().after(position); // A place in this run, not in a later one.
  }

  @Override
  public Bounds bounds() {
    return ring().bounds();
  }

  @Override
  public TopicView view(String name) {
    return ring().view(name);
  }

  /** {@inheritDoc} A source that does not last has no end: the next reader starts it again. */
  @Override
  public synchronized @Nullable Instant ended() {
    return afterLinger == null && run != null ? run.end() : null;
  }

  private synchronized MemoryRing ring() {
    return run == null ? new MemoryRing() : run.ring();
  }

  /** One more reader, which takes its place before the run can give its first line. */
  private synchronized PositionedSource join(int lines) {
    var joined = current();
    var source = joined.ring().last(lines);
    source.position();
    joined.start(this);
    run = joined; // Last: a run that could not start is not one that others would join.
    return withHead(joined, source);
  }

  private static PositionedSource withHead(SharedRun joined, PositionedSource source) {
    var head =
        source instanceof RingCursor cursor ? joined.headBefore(cursor.number()) : List.<Line>of();
    return head.isEmpty() ? source : new HeadedSource(head, source);
  }

  private SharedRun current() {
    return run == null ? runs.get() : run;
  }

  @SuppressWarnings("ReferenceEquality") // Two runs of one source are two runs.
  private boolean isCurrent(SharedRun other) {
    return run == other;
  }

  /** Called by a run when its last reader has left. */
  void deserted(SharedRun left) {
    if (afterLinger != null) {
      long absence = countAbsence(left);
      afterLinger.execute(() -> stop(left, absence));
    }
  }

  private synchronized long countAbsence(SharedRun left) {
    return isCurrent(left) ? ++absences : 0;
  }

  /** Ends a run, unless a reader has come since: the absence after that reader counts then. */
  private void stop(SharedRun left, long absence) {
    if (forget(left, absence)) {
      left.close();
    }
  }

  private synchronized boolean forget(SharedRun left, long absence) {
    boolean forgotten = isCurrent(left) && absences == absence && left.ring().readers() == 0;
    run = forgotten ? null : run;
    return forgotten;
  }

  /** Called by a run whose source is over: the next reader starts another, unless it lasts. */
  synchronized void over(SharedRun ended) {
    if (isCurrent(ended) && afterLinger != null) {
      run = null;
    }
  }
}
