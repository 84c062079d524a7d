package httpd.limit;

import httpd.line.LineQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all streams together: lines that wait in queues, and bytes that wait for a client
 * to read. One for the process.
 *
 * <p>Each stream may hold an eighth of what is free at that moment, and always {@value #LEAST}
 * bytes. So a few slow clients get all that they can use, and many slow clients share what there
 * is: their sources wait earlier. No stream fails when it is used up.
 *
 * <p>Safe for all threads; nothing waits here.
 */
public final class StreamMemory implements LineQueue.Memory {

  /** Bytes that a stream may always hold, and the steps in which queues count. */
  public static final int LEAST = STEP;

  private static final int SHARE = 8;

  private static final StreamMemory OF_THE_PROCESS =
      new StreamMemory(Runtime.getRuntime().maxMemory() / 8);

  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean isShort = new AtomicBoolean();
  private volatile long most;
  private volatile Runnable whenShort = () -> {};

  /**
   * Makes a memory that is not shared with the process, as for a test.
   *
   * @param most bytes; 0 for no bound
   */
  public StreamMemory(long most) {
    this.most = most;
  }

  /** Returns the memory that all streams share. */
  public static StreamMemory ofTheProcess() {
    return OF_THE_PROCESS;
  }

  /**
   * Sets how much memory there is.
   *
   * @param most bytes; 0 for no bound
   * @param whenShort run each time that memory becomes short, on the thread that asked; must not
   *     wait
   */
  public void bound(long most, Runnable whenShort) {
    this.most = most;
    this.whenShort = whenShort;
  }

  /** Returns how many bytes are held now. */
  public long held() {
    return held.get();
  }

  @Override
  public boolean hasRoom(long own) {
    return own < LEAST || share(own + 1) > own;
  }

  /**
   * Whether a connection whose answers hold so many bytes may hold another one: it may while half
   * of the memory is free, or while it has less than one stream may have.
   */
  public boolean hasRoomForAnswer(long own) {
    return most == 0 || held.get() < most / 2 || hasRoom(own);
  }

  /**
   * Returns how many bytes one stream may hold.
   *
   * @param wanted the most that it can use
   * @return from {@link #LEAST} to {@code wanted}
   */
  public long share(long wanted) {
    long bound = most;
    long share = bound == 0 ? wanted : (bound - held.get()) / SHARE;
    if (share >= wanted) {
      return wanted;
    }
    if (isShort.compareAndSet(false, true)) {
      whenShort.run();
    }
    return Math.min(wanted, Math.max(LEAST, share));
  }

  @Override
  public void take(long bytes) {
    held.addAndGet(bytes);
  }

  @Override
  public void release(long bytes) {
    if (held.addAndGet(-bytes) < most / 2 && isShort.get()) {
      isShort.set(false);
    }
  }
}
