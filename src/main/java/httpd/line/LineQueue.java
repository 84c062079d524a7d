package httpd.line;

import java.util.Arrays;
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
 * <p>Memory: a queue accepts lines until {@code limit} bytes are waiting, and another batch of that
 * size may be on its way through the owner. One line may be longer than the limit. A queue that
 * shares a {@link Memory} accepts less while others hold much. What it holds is counted there in
 * steps, until its batch is used up or it is closed.
 */
public final class LineQueue implements LineSource {

  /** Bytes that wait in a queue before its producer has to: 64 KiB. */
  public static final int DEFAULT_LIMIT = 64 * 1024;

  /** What a line costs in addition to its bytes, so that empty lines are bounded as well. */
  private static final int LINE_OVERHEAD = 44;

  /** The memory of a queue that shares none. */
  private static final Memory UNBOUNDED =
      new Memory() {
        @Override
        public boolean hasRoom(long own) {
          return true;
        }

        @Override
        public void take(long bytes) {}

        @Override
        public void release(long bytes) {}
      };

  private static final int SMALLEST_BATCH = 16;

  /** An idle queue owns no array. */
  private static final @Nullable Line[] NOTHING = {};

  private final int limit;
  private final Memory memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  // Guarded by the lock.
  private @Nullable Line[] incoming = NOTHING;
  private int incomingCount;
  private int incomingBytes;

  /** Bytes that may wait before the shared memory has to be asked for room. */
  private int allowed;

  /** What this queue has taken of that memory, for the lines that wait and for the batch. */
  private int incomingTaken;

  private int batchTaken;
  private @Nullable Poll last;
  private @Nullable Runnable whenLine;
  private @Nullable Runnable whenRoom;

  /** Written under the lock, read by the owner without it: a close must stop the batch at hand. */
  private volatile boolean closed;

  // The owner's own.
  private @Nullable Line[] batch = NOTHING;
  private int batchCount;
  private int next;

  /** Makes a queue of {@link #DEFAULT_LIMIT}. */
  public LineQueue() {
    this(DEFAULT_LIMIT);
  }

  /**
   * Makes a queue of another size.
   *
   * @param limit bytes, at least 1
   */
  public LineQueue(int limit) {
    this(limit, UNBOUNDED);
  }

  /** Makes a queue of {@link #DEFAULT_LIMIT} that shares memory, and has to be closed. */
  public LineQueue(Memory memory) {
    this(DEFAULT_LIMIT, memory);
  }

  /** Makes a queue of another size that shares memory, and has to be closed. */
  public LineQueue(int limit, Memory memory) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 byte, was " + limit);
    }
    this.limit = limit;
    this.memory = memory;
    this.allowed = Math.min(limit, Memory.STEP);
  }

  /**
   * Adds a line; waits while the queue is full.
   *
   * @return what happened to the line
   */
  public Put put(Line line) throws InterruptedException {
    Runnable wake;
    lock.lockInterruptibly();
    try {
      while (isFull() && last == null) {
        room.await();
      }
      if (last != null) {
        return Put.REFUSED;
      }
      add(line);
      wake = takeWhenLine();
    } finally {
      lock.unlock();
    }
    if (wake == null) {
      return Put.QUEUED;
    }
    wake.run();
    return Put.WOKE_OWNER;
  }

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

  /**
   * Adds a line, full or not, without waiting.
   *
   * @param whenRoom run once, on any thread, when there is room again or the queue is closed; kept
   *     only if the answer is false
   * @return whether the queue has room for more
   */
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
    Runnable wake;
    boolean welcome;
    lock.lock();
    try {
      if (last != null) {
        return true; // All lines are dropped: there is no reason to hold the producer back.
      }
      makeRoomFor(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        add(lines.get(i));
      }
      welcome = !isFull();
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
    finish(Poll.END);
  }

  /** Fails the queue: something is missing. Does nothing if it has ended or failed already. */
  public void fail(Throwable cause) {
    finish(new Poll.Failed(cause));
  }

  /** Fails the queue and drops the lines that wait. */
  public void failNow(Throwable cause) {
    lock.lock();
    try {
      if (last == null) {
        memory.release(incomingTaken);
        dropIncoming();
      }
    } finally {
      lock.unlock();
    }
    fail(cause);
  }

  @Override
  public Poll poll(Runnable wake) {
    if (next < batchCount && !closed) {
      return takeFromBatch();
    }
    return pollIncoming(wake);
  }

  @Override
  public void close() {
    Runnable wake;
    Runnable more;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (last == null || incomingCount > 0) {
        last = new Poll.Failed(new SourceClosedException());
      }
      memory.release((long) incomingTaken + batchTaken);
      batchTaken = 0;
      dropIncoming();
      room.signalAll();
      wake = takeWhenLine();
      more = takeWhenRoom();
    } finally {
      lock.unlock();
    }
    run(wake);
    run(more);
  }

  private Line takeFromBatch() {
    var line = Objects.requireNonNull(batch[next]);
    // The garbage collector may have it while the rest is still being written.
    batch[next++] = null;
    return line;
  }

  private Poll pollIncoming(Runnable wake) {
    Runnable more;
    lock.lock();
    try {
      if (closed && next < batchCount) {
        last = new Poll.Failed(new SourceClosedException());
      }
      dropBatch();
      if (incomingCount == 0) {
        if (last != null) {
          return last;
        }
        whenLine = wake;
        return Poll.PENDING;
      }
      batch = incoming;
      batchCount = incomingCount;
      batchTaken = incomingTaken;
      dropIncoming();
      room.signalAll();
      more = takeWhenRoom();
    } finally {
      lock.unlock();
    }
    run(more);
    return takeFromBatch();
  }

  private void finish(Poll how) {
    Runnable wake;
    lock.lock();
    try {
      if (last != null) {
        return;
      }
      last = how;
      wake = takeWhenLine();
    } finally {
      lock.unlock();
    }
    run(wake);
  }

  private void add(Line line) {
    makeRoomFor(1);
    incoming[incomingCount++] = line;
    incomingBytes += line.length() + LINE_OVERHEAD;
    if (incomingBytes > incomingTaken) {
      int steps = (incomingBytes - incomingTaken - 1) / Memory.STEP + 1;
      memory.take((long) steps * Memory.STEP);
      incomingTaken += steps * Memory.STEP;
    }
  }

  private boolean isFull() {
    if (incomingBytes < allowed) {
      return false;
    }
    if (incomingBytes >= limit || !memory.hasRoom((long) incomingBytes + batchTaken)) {
      return true;
    }
    allowed = (int) Math.min(limit, (long) incomingBytes + Memory.STEP);
    return false;
  }

  private void makeRoomFor(int more) {
    int needed = incomingCount + more;
    if (needed > incoming.length) {
      incoming =
          Arrays.copyOf(incoming, Math.max(needed, Math.max(SMALLEST_BATCH, 2 * incomingCount)));
    }
  }

  private void dropIncoming() {
    incoming = NOTHING;
    incomingCount = 0;
    incomingBytes = 0;
    incomingTaken = 0;
    allowed = Math.min(limit, Memory.STEP);
  }

  private void dropBatch() {
    if (batchTaken > 0) {
      memory.release(batchTaken);
      batchTaken = 0;
    }
    batch = NOTHING;
    batchCount = 0;
    next = 0;
  }

  private @Nullable Runnable takeWhenLine() {
    var wake = whenLine;
    whenLine = null;
    return wake;
  }

  private @Nullable Runnable takeWhenRoom() {
    var wake = whenRoom;
    whenRoom = null;
    return wake;
  }

  private static void run(@Nullable Runnable callback) {
    if (callback != null) {
      callback.run();
    }
  }
}
