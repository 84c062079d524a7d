package httpd.topic;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Logs in memory, each of them bounded. */
public final class MemoryLogStore implements LogStore {

  private final Retention retention;
  private final MemoryBudget budget;

  // Guarded by this.
  private final TreeMap<String, MemoryLog> logs = new TreeMap<>();

  /** A store whose logs keep so much each; no age is observed. */
  public MemoryLogStore(Retention retention) {
    this(retention, MemoryBudget.UNBOUNDED);
  }

  /** The same; what is beyond the budget is refused with a {@link StoreFullException}. */
  public MemoryLogStore(Retention retention, MemoryBudget budget) {
    this.retention = retention;
    this.budget = budget;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public synchronized @Nullable Log find(String name) {
    return logs.get(name);
  }

  @Override
  public synchronized Creation create(String name, Blueprint blueprint) throws StoreFullException {
    var known = logs.get(name);
    if (known != null) {
      return new Creation(known, false);
    }
    int most = (int) Math.min(Integer.MAX_VALUE, retention.records());
    var ring = MemoryRing.beginningAt(blueprint.begin(), most, retention.bytes());
    var log = new MemoryLog(name, ring, blueprint, budget, this::remove);
    logs.put(name, log);
    return new Creation(log, true);
  }

  private synchronized void remove(MemoryLog log) {
    logs.remove(log.name(), log);
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(logs.keySet());
  }

  @Override
  public void close() {
    List<MemoryLog> all;
    synchronized (this) {
      all = List.copyOf(logs.values());
      logs.clear();
    }
    all.forEach(MemoryLog::delete);
  }
}
