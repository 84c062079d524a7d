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

  private final String name;
  private final MemoryRing ring;
  private final Consumer<MemoryLog> deleted;

  // Guarded by this. The lock of the ring may be acquired while it is held.
  private final WriterState writers = new WriterState();
  private final Map<String, String> attributes;
  private final Map<String, Long> counters = new HashMap<>();
  private boolean isDeleted;

  /** A log over a ring; {@code deleted} removes it from its store. */
  MemoryLog(String name, MemoryRing ring, Blueprint blueprint, Consumer<MemoryLog> deleted) {
    this.name = name;
    this.ring = ring;
    this.deleted = deleted;
    this.attributes = new HashMap<>(blueprint.attributes());
    add(blueprint.first());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Map<String, String> attributes() {
    return Map.copyOf(attributes);
  }

  @Override
  public synchronized void set(String attribute, @Nullable String value) {
    if (value == null) {
      attributes.remove(attribute);
    } else {
      attributes.put(attribute, value);
    }
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
      return CompletableFuture.completedFuture(refusal == null ? add(append) : refusal);
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
