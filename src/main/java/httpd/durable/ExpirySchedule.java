package httpd.durable;

import httpd.line.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When streams end that do not live for ever: one timer, for the one that is due next. A stream has
 * at most one entry. Its use does not move the entry: who is told that a stream is due looks again,
 * and schedules it anew.
 *
 * <pre>
 *   schedule ──► WAITING ── its time has come ──► told, on a virtual thread ──► schedule, or gone
 * </pre>
 *
 * <p>Safe for all threads; nothing waits here.
 */
final class ExpirySchedule {

  private record Due(String name, long at) {}

  private final Consumer<String> due;
  private final LongSupplier clock;
  private final Timer timer;

  // Guarded by this.
  private final Map<String, Due> entries = new HashMap<>();
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
  private @Nullable Future<?> next;
  private long nextAt;

  /**
   * An empty schedule.
   *
   * @param due told the name of a stream that may have ended; may wait
   * @param clock in milliseconds
   */
  ExpirySchedule(Consumer<String> due, LongSupplier clock, Timer timer) {
    this.due = due;
    this.clock = clock;
    this.timer = timer;
  }

  /** Has a stream looked at, unless that is to be done earlier. */
  synchronized void schedule(String name, long at) {
    if (at == Long.MAX_VALUE) {
      return;
    }
    var known = entries.get(name);
    if (known != null && known.at() <= at) {
      return;
    }
    if (known != null) {
      queue.remove(known);
    }
    var entry = new Due(name, at);
    entries.put(name, entry);
    queue.add(entry);
    setTimer();
  }

  synchronized int size() {
    return entries.size();
  }

  private void setTimer() {
    var first = queue.peek();
    if (first == null || (next != null && nextAt <= first.at())) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    nextAt = first.at();
    long wait = Math.max(0, nextAt - clock.getAsLong());
    next = timer.after(TimeUnit.MILLISECONDS.toNanos(wait + 1), this::tick);
  }

  private synchronized void tick() {
    next = null;
    long now = clock.getAsLong();
    while (!queue.isEmpty() && queue.peek().at() <= now) {
      var name = queue.poll().name();
      entries.remove(name);
      Thread.ofVirtual().name("httpd-expire " + name).start(() -> due.accept(name));
    }
    setTimer();
  }
}
