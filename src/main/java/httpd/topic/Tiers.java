package httpd.topic;

import httpd.line.PositionedSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A log in two places: the newest records in a {@link MemoryRing}, all that are kept in a colder
 * place. Each record is in the cold place before it is in the ring. Safe for all threads.
 */
public final class Tiers {

  private final Topic topic;
  private final MemoryRing ring;
  private final ColdRecords cold;
  private final Runnable attended;
  private final AtomicInteger readers = new AtomicInteger();

  /**
   * A log in two places.
   *
   * @param topic what its sources are sources of
   */
  public Tiers(Topic topic, MemoryRing ring, ColdRecords cold) {
    this(topic, ring, cold, () -> {});
  }

  /** The same; {@code attended} runs after each first reader came, and after each last one left. */
  public Tiers(Topic topic, MemoryRing ring, ColdRecords cold, Runnable attended) {
    this.topic = topic;
    this.ring = ring;
    this.cold = cold;
    this.attended = attended;
  }

  /** Returns what comes after a position, wherever that is. */
  public TopicSource after(String position) {
    return new TieredSource(this, position);
  }

  /** Returns how many sources have been polled and are not closed. */
  public int readers() {
    return readers.get();
  }

  public MemoryRing ring() {
    return ring;
  }

  Topic topic() {
    return topic;
  }

  ColdRecords cold() {
    return cold;
  }

  void join() {
    if (readers.incrementAndGet() == 1) {
      attended.run();
    }
  }

  void leave() {
    if (readers.decrementAndGet() == 0) {
      attended.run();
    }
  }

  /** A reader of the ring after a position, or null if the ring does not have what comes next. */
  @Nullable PositionedSource hotAfter(String position) {
    return ring.after(position) instanceof Topic.Resumption.Found found ? found.source() : null;
  }
}
