package httpd.topic;

import httpd.line.Poll;
import httpd.line.PositionedSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a topic that runs only while it is read: what the reader needs is started at its
 * first poll, or when its position is first asked for.
 *
 * <pre>
 *         poll, position                  close
 *   NEW ──────────────────► STARTED ──────────────► CLOSED
 *    └──────────── close: nothing is started ─────────▲
 * </pre>
 */
final class StartOnFirstPoll implements TopicSource {

  private final Topic topic;
  private final Supplier<PositionedSource> start;
  private final ReentrantLock lock = new ReentrantLock();

  /** Set under the lock, once. */
  private volatile @Nullable PositionedSource lines;

  /** Guarded by the lock. */
  private boolean closed;

  StartOnFirstPoll(Topic topic, Supplier<PositionedSource> start) {
    this.topic = topic;
    this.start = start;
  }

  @Override
  public Poll poll(Runnable wake) {
    return lines().poll(wake);
  }

  @Override
  public String position() {
    return lines().position();
  }

  @Override
  public Topic topic() {
    return topic;
  }

  @Override
  public long skip() {
    return lines().skip();
  }

  @Override
  public long replaced() {
    return lines().replaced();
  }

  @Override
  public void close() {
    PositionedSource started;
    lock.lock();
    try {
      closed = true;
      started = lines;
    } finally {
      lock.unlock();
    }
    if (started != null) {
      started.close();
    }
  }

  private PositionedSource lines() {
    var known = lines;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      if (lines == null) {
        lines = closed ? closedSource() : start.get();
      }
      return lines;
    } finally {
      lock.unlock();
    }
  }

  private static PositionedSource closedSource() {
    var source = new MemoryRing().last(0);
    source.close();
    return source;
  }
}
