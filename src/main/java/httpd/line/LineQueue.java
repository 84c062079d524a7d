package httpd.line;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded hand-off of lines from a producer to the owner that polls them.
 *
 * <pre>
 *           end() · fail(cause)             last line polled
 *   OPEN ─────────────────────► ENDING ───────────────────────► END or FAILED, for ever
 *    │                             │
 *    │ close()                     │ close()
 *    └─────────────► CLOSED ◄──────┘    lines inside are dropped, a waiting producer is released
 * </pre>
 *
 * <p>The one producer may block ({@link #put}) or be called back ({@link #offer}). The owner takes
 * the whole batch under the lock and then polls line after line without it, so a fast producer
 * costs one lock hand-over per batch. Callbacks run outside the lock.
 *
 * <p>It accepts lines until its limit is waiting, beside a batch that the owner has taken; one line
 * may be longer. If it shares a {@link Memory}, it accepts less while others hold much, and what it
 * holds is counted there until its batch is used up or it is closed.
 */
public final class LineQueue implements LineSource {

  /** Bytes that wait in a queue before its producer has to: 64 KiB. */
  public static final int DEFAULT_LIMIT = 64 * 1024;

  /** Memory that several queues share. Its methods run under a queue's lock and never wait. */
  public interface Memory {

    /** Bytes that a queue may always hold, and the steps in which it counts. */
    int STEP = 2 * 1024;

    /** Whether a queue that holds {@code own} bytes may hold more. */
    boolean hasRoom(long own);

    /** Counts bytes that a queue holds from now on, whether there is room or not. */
    void take(long bytes);

    /** Counts bytes that a queue no longer holds. */
    void release(long bytes);
  }

  /** What happened to a line that was {@linkplain LineQueue#put put}. */
  public enum Put {
    /** It waits after others; the owner has been woken before. */
    QUEUED,
    /** The owner waited for it and was woken. */
    WOKE_OWNER,
    /** The queue had ended or was closed: the line is dropped, and so would be all others. */
    REFUSED
  }

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  /** Made by the first producer that has to wait: the queue of a silent source is never full. */
  private @Nullable Condition room;

  private final WaitingLines waiting;
  private @Nullable Poll last;
  private @Nullable Runnable whenLine;
  private @Nullable Runnable whenRoom;

  /** Written under the lock, read by the owner without it: a close must stop the batch at hand. */
  private volatile boolean closed;

  // The owner's own.
  private @Nullable Line[] batch = WaitingLines.NOTHING;
  private int batchCount;
  private int next;

  /** Makes a queue of {@link #DEFAULT_LIMIT}. */
  public LineQueue() {
    this(DEFAULT_LIMIT);
  }

  /** Makes a queue that is full at {@code limit} bytes, at least 1. */
  public LineQueue(int limit) {
    waiting = new WaitingLines(limit);
  }

  /** Makes a queue of {@link #DEFAULT_LIMIT} that shares memory, and has to be closed. */
  public LineQueue(Memory memory) {
    waiting = new WaitingLines(DEFAULT_LIMIT, memory);
  }

  /** Adds a line; waits while the queue is full. */
  public Put put(Line line) throws InterruptedException {
    @Nullable Runnable wake;
    lock.lockInterruptibly();
    try {
      while (waiting.isFull() && last == null) {
        room = room == null ? lock.newCondition() : room;
        room.await();
      }
      if (last != null) {
        return Put.REFUSED;
      }
      waiting.add(line);
      wake = takeWhenLine();
    } finally {
      lock.unlock();
    }
    run(wake);
    return wake == null ? Put.QUEUED : Put.WOKE_OWNER;
  }

  /** Adds one line, as {@link #offer(List, Runnable)} does. */
  public boolean offer(Line line, Runnable whenRoom) {
    return offer(List.of(line), whenRoom);
  }

  /**
   * Adds lines, full or not, without waiting, under one lock.
   *
   * @param lines at least one
   * @param whenRoom run once, on any thread, when there is room again or the queue is closed; kept
   *     only if the answer is false
   * @return whether the queue has room for more
   */
  public boolean offer(List<Line> lines, Runnable whenRoom) {
    @Nullable Runnable wake;
    boolean welcome;
    lock.lock();
    try {
      if (last != null) {
        return true; // All lines are dropped: there is no reason to hold the producer back.
      }
      waiting.reserve(lines.size());
      lines.forEach(waiting::add);
      welcome = !waiting.isFull();
      if (!welcome) {
        this.whenRoom = whenRoom;
      }
      wake = takeWhenLine();
    } finally {
      lock.unlock();
    }
    run(wake);
    return welcome;
  }

  /** Ends the queue: nothing is missing. Does nothing if it has ended or failed already. */
  public void end() {
    finish(Poll.END, false);
  }

  /** Fails the queue: something is missing. Does nothing if it has ended or failed already. */
  public void fail(Throwable cause) {
    finish(new Poll.Failed(cause), false);
  }

  /** Fails the queue and drops the lines that wait. */
  public void failNow(Throwable cause) {
    finish(new Poll.Failed(cause), true);
  }

  @Override
  public Poll poll(Runnable wake) {
    return next < batchCount && !closed ? takeFromBatch() : pollWaiting(wake);
  }

  @Override
  public void close() {
    @Nullable Runnable wake;
    @Nullable Runnable more;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (last == null || waiting.count() > 0) {
        last = new Poll.Failed(new SourceClosedException());
      }
      waiting.dropAll();
      releaseProducer();
      wake = takeWhenLine();
      more = whenRoom;
      whenRoom = null;
    } finally {
      lock.unlock();
    }
    run(wake);
    run(more);
  }

  private void releaseProducer() {
    if (room != null) {
      room.signalAll();
    }
  }

  private Line takeFromBatch() {
    var line = Objects.requireNonNull(batch[next]);
    // The garbage collector may have it while the rest is still being written.
    batch[next++] = null;
    return line;
  }

  private Poll pollWaiting(Runnable wake) {
    @Nullable Runnable more;
    lock.lock();
    try {
      if (closed && next < batchCount) {
        last = new Poll.Failed(new SourceClosedException());
      }
      next = 0;
      batchCount = waiting.count();
      batch = waiting.moveToBatch();
      if (batchCount == 0) {
        if (last == null) {
          whenLine = wake;
        }
        return last == null ? Poll.PENDING : last;
      }
      releaseProducer();
      more = whenRoom;
      whenRoom = null;
    } finally {
      lock.unlock();
    }
    run(more);
    return takeFromBatch();
  }

  private void finish(Poll how, boolean dropsLines) {
    @Nullable Runnable wake;
    lock.lock();
    try {
      if (last != null) {
        return;
      }
      last = how;
      if (dropsLines) {
        waiting.drop();
      }
      wake = takeWhenLine();
    } finally {
      lock.unlock();
    }
    run(wake);
  }

  private @Nullable Runnable takeWhenLine() {
    var wake = whenLine;
    whenLine = null;
    return wake;
  }

  private static void run(@Nullable Runnable callback) {
    if (callback != null) {
      callback.run();
    }
  }
}
