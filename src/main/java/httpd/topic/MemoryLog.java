package httpd.topic;

import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.IdTaken;
import httpd.topic.LogStore.Blueprint;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log in memory: a {@link MemoryRing}, and what is remembered of its writers. */
public final class MemoryLog implements Log {

  /** The bytes of a log without records: its objects and its entry in the table. */
  private static final int COST = 1024;

  /** The bytes of what is remembered of a producer. */
  private static final int PRODUCER_COST = 512;

  private final String name;
  private final MemoryRing ring;
  private final MemoryBudget budget;
  private final Consumer<MemoryLog> deleted;

  // Guarded by this. The lock of the ring may be acquired while it is held.
  private final WriterState writers = new WriterState();
  private Map<String, String> attributes; // Not changed, but replaced.
  private final Map<String, Long> counters = new HashMap<>();
  private boolean isDeleted;
  private long taken;

  /** A log over a ring; {@code deleted} removes it from its store. */
  MemoryLog(
      String name,
      MemoryRing ring,
      Blueprint blueprint,
      MemoryBudget budget,
      Consumer<MemoryLog> deleted)
      throws StoreFullException {
    this.name = name;
    this.ring = ring;
    this.budget = budget;
    this.deleted = deleted;
    this.attributes = blueprint.attributes();
    take(fixedCost() + cost(blueprint.first()));
    add(blueprint.first());
  }

  private long fixedCost() {
    return COST
        + 2L * name.length()
        + 2L * attributes.values().stream().mapToInt(String::length).sum();
  }

  /** What an append adds at most, but for records that give way to it. */
  private static long cost(Append append) {
    long cost = append.producer() == null ? 0 : PRODUCER_COST;
    for (var record : append.records()) {
      cost += record.content().length + 1 + MemoryTopic.OVERHEAD;
    }
    return cost;
  }

  private void take(long bytes) throws StoreFullException {
    if (!budget.take(bytes)) {
      throw new StoreFullException(budget.fullness());
    }
    taken += bytes;
  }

  /** Gives back what was taken for records that were dropped, and for producers known before. */
  private void settle() {
    long used = fixedCost() + ring.bytes() + (long) PRODUCER_COST * writers.producers();
    if (used < taken) {
      budget.release(taken - used);
      taken = used;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Map<String, String> attributes() {
    return attributes;
  }

  @Override
  public synchronized void set(String attribute, @Nullable String value) {
    var changed = new HashMap<>(attributes);
    if (value == null) {
      changed.remove(attribute);
    } else {
      changed.put(attribute, value);
    }
    attributes = Map.copyOf(changed);
  }

  @Override
  public synchronized long add(String counter, long change) {
    return counters.merge(counter, change, Long::sum);
  }

  @Override
  public CompletableFuture<AppendResult> append(Append append) {
    synchronized (this) {
      if (isDeleted) {
        return CompletableFuture.failedFuture(new LogDeletedException(name));
      }
      var refusal = writers.refusal(append, end());
      if (refusal == null && append.id() != null && ring.positionOfId(append.id()) != null) {
        refusal = new IdTaken(append.id());
      }
      return refusal == null ? accept(append) : CompletableFuture.completedFuture(refusal);
    }
  }

  private CompletableFuture<AppendResult> accept(Append append) {
    try {
      if (!budget.equals(MemoryBudget.UNBOUNDED)) {
        take(cost(append));
      }
      var result = add(append);
      if (!budget.equals(MemoryBudget.UNBOUNDED)) {
        settle();
      }
      return CompletableFuture.completedFuture(result);
    } catch (StoreFullException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private AppendResult add(Append append) {
    writers.apply(append);
    for (var record : append.records()) {
      var _ = ring.append(new Line(record.content(), Line.Ending.LF));
    }
    if (append.closes()) {
      ring.end();
    }
    return new Appended(end());
  }

  private String end() {
    return ring.bounds().newest();
  }

  @Override
  public State state() {
    synchronized (this) {
      int records = ring.lines();
      long bytes = ring.bytes() - (long) MemoryTopic.OVERHEAD * records - records;
      return new State(ring.bounds(), writers.isClosed(), records, bytes);
    }
  }

  @Override
  public int readers() {
    return ring.readers();
  }

  @Override
  public void delete() {
    synchronized (this) {
      isDeleted = true;
      budget.release(taken);
      taken = 0;
    }
    deleted.accept(this);
    ring.fail(new LogDeletedException(name));
  }

  @Override
  public PositionedSource last(int lines) {
    return ring.last(lines);
  }

  @Override
  public Resumption after(String position) {
    return ring.after(position);
  }

  @Override
  public Bounds bounds() {
    return ring.bounds();
  }

  /** The lines themselves, for what is only in memory. */
  public MemoryRing ring() {
    return ring;
  }
}
