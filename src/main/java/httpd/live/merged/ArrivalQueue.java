package httpd.live.merged;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Topics that have arrived and wait for the owner of the stream. Safe for all threads. */
public abstract class ArrivalQueue implements Arrivals {

  private final Queue<MergedTopic> arrived = new ConcurrentLinkedQueue<>();
  private final Runnable changed;
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;

  /**
   * The queue of one stream.
   *
   * @param changed runs after a topic has arrived, or no topic can arrive any more
   */
  protected ArrivalQueue(Runnable changed) {
    this.changed = changed;
  }

  /** Passes a topic to the owner, or closes it if the stream has ended. */
  protected final void arrive(MergedTopic topic) {
    arrived.add(topic);
    changed.run();
    if (closed) {
      closeArrived();
    }
  }

  /** Lets the stream fail: without the topic its client would miss events without knowing it. */
  protected final void fail(Throwable cause) {
    broken = cause;
    changed.run();
  }

  protected final boolean isClosed() {
    return closed;
  }

  @Override
  public final @Nullable MergedTopic takeArrived() {
    return arrived.poll();
  }

  @Override
  public final boolean hasArrived() {
    return !arrived.isEmpty();
  }

  @Override
  public final @Nullable Throwable broken() {
    return broken;
  }

  @Override
  public void close() {
    closed = true;
    closeArrived();
  }

  private void closeArrived() {
    for (var topic = arrived.poll(); topic != null; topic = arrived.poll()) {
      topic.close();
    }
  }
}
