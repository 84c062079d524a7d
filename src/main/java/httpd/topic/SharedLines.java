package httpd.topic;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A source that runs once for all who read it.
 *
 * <pre>
 *         first reader                  last reader leaves
 *   IDLE ──────────────► RUNNING ──────────────────────────────► LINGERING ── time is over ──► IDLE
 *     ▲                     │  ▲                                     │
 *     │                     │  └──────────── a reader ───────────────┘
 *     │ the next reader     │ the source ends or fails: so do the streams of all readers
 *     └──── starts anew ────┘
 * </pre>
 *
 * <p>Each run has a thread, {@code httpd-shared}, that polls the source into a ring in memory; what
 * a reader does not take in time is dropped there, and nobody waits for it. Safe for all threads.
 */
public final class SharedLines implements Topic {

  /** How long a source goes on without a reader, unless one says otherwise: 5 s. */
  public static final Duration LINGER = Duration.ofSeconds(5);

  /** From a run's ring to the source of one reader. */
  private interface Place {
    PositionedSource in(MemoryRing ring);
  }

  private final Supplier<LineSource> opener;
  private final Executor afterLinger;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Run run;
  private int readers;

  /** How many readers have come, so that the timer of an earlier absence knows that it is over. */
  private long visits;

  /**
   * Nothing is opened before the first reader polls.
   *
   * @param opener called for each run
   */
  public SharedLines(Supplier<LineSource> opener) {
    this(opener, CompletableFuture.delayedExecutor(LINGER.toMillis(), TimeUnit.MILLISECONDS));
  }

  SharedLines(Supplier<LineSource> opener, Executor afterLinger) {
    this.opener = opener;
    this.afterLinger = afterLinger;
  }

  @Override
  public PositionedSource fromNow() {
    return last(0);
  }

  @Override
  public PositionedSource last(int lines) {
    return new Reader(null, ring -> ring.last(lines));
  }

  @Override
  public Resumption after(String position) {
    var ring = ring();
    return switch (new EventIdLookup(ring).after(position)) {
      case Resumption.Lost lost -> lost;
      case Resumption.Found(var found) ->
          new Resumption.Found(new Reader(ring, kept -> found)); // Not in a run that begins later.
    };
  }

  @Override
  public Bounds bounds() {
    return ring().bounds();
  }

  private MemoryRing ring() {
    lock.lock();
    try {
      return run == null ? new MemoryRing() : run.ring;
    } finally {
      lock.unlock();
    }
  }

  /** The run, which is started if there is none. To be called with the lock held. */
  private Run running() {
    var running = run;
    if (running == null) {
      running = new Run(opener.get());
      running.thread.start();
      run = running; // Last: one that could not begin is not a run that others would wait for.
    }
    return running;
  }

  /** The ring of one more reader: that of the run, which is started if need be, or an older one. */
  private MemoryRing join(@Nullable MemoryRing found) {
    lock.lock();
    try {
      var ring = found == null ? running().ring : found;
      readers++;
      visits++;
      return ring;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      readers--;
      if (readers == 0 && run != null) {
        var deserted = run;
        long lastVisit = visits;
        afterLinger.execute(() -> stop(deserted, lastVisit));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends a run, unless a reader has come since: then the absence after that one counts. */
  private void stop(Run deserted, long lastVisit) {
    lock.lock();
    try {
      if (visits != lastVisit || run != deserted) {
        return;
      }
      run = null;
    } finally {
      lock.unlock();
    }
    deserted.close();
  }

  private void over(Run ended) {
    lock.lock();
    try {
      if (run == ended) {
        run = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** From the first reader to the end of the source. */
  private final class Run {

    private final LineSource source;
    private final MemoryRing ring = new MemoryRing();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread =
        Thread.ofPlatform().daemon().name("httpd-shared").unstarted(this::read);

    Run(LineSource source) {
      this.source = source;
    }

    private void read() {
      try {
        readToTheEnd();
      } catch (Throwable broken) {
        finish(() -> ring.fail(broken));
      }
    }

    private void readToTheEnd() throws InterruptedException {
      while (true) {
        var woken = new Semaphore(0);
        switch (source.poll(woken::release)) {
          case Line line -> ring.append(line);
          case Poll.Pending() -> woken.acquire();
          case Poll.End() -> {
            finish(ring::end);
            return;
          }
          case Poll.Failed(var cause) -> {
            finish(() -> ring.fail(cause));
            return;
          }
        }
      }
    }

    /** In this order: who comes after the end starts a run of its own. */
    private void finish(Runnable end) {
      over(this);
      close();
      end.run();
    }

    void close() {
      if (closing.compareAndSet(false, true)) {
        source.close();
      }
    }
  }

  /** One who reads, and counts as such from the first poll, or look at its place, to the close. */
  private final class Reader implements TopicSource {

    private final ReentrantLock turn = new ReentrantLock();
    private final @Nullable MemoryRing found;
    private final Place place;
    private volatile @Nullable PositionedSource joined;
    private boolean closed;

    /**
     * Begins at a place of the ring where that was found, or else of the run that there is then.
     */
    Reader(@Nullable MemoryRing found, Place place) {
      this.found = found;
      this.place = place;
    }

    @Override
    public Poll poll(Runnable wake) {
      return source().poll(wake);
    }

    @Override
    public String position() {
      return source().position();
    }

    @Override
    public Topic topic() {
      return SharedLines.this;
    }

    @Override
    public long skip() {
      return source().skip();
    }

    @Override
    public void close() {
      PositionedSource left;
      turn.lock();
      try {
        left = closed ? null : joined;
        closed = true;
      } finally {
        turn.unlock();
      }
      if (left != null) {
        left.close();
        leave();
      }
    }

    private PositionedSource source() {
      var source = joined;
      return source == null ? join() : source;
    }

    private PositionedSource join() {
      turn.lock();
      try {
        var source = joined;
        if (source == null) {
          source = closed ? closedAlready() : place.in(SharedLines.this.join(found));
          joined = source;
        }
        return source;
      } finally {
        turn.unlock();
      }
    }

    private PositionedSource closedAlready() {
      var nothing = new MemoryRing().fromNow();
      nothing.close();
      return nothing;
    }
  }
}
