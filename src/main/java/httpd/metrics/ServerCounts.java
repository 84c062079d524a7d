package httpd.metrics;

import httpd.net.SecureChannel;
import httpd.server.ServerMeter;
import httpd.server.answer.CountingLogs;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Watched;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Counts the connections, exchanges and lines of a server, each event loop for itself.
 *
 * <pre>
 *   loop 1: LoopCounts ◄─ CountedExchange ...   read(): a task for each loop copies its counts;
 *   loop 2: LoopCounts ◄─ CountedExchange ...           the copies are added up
 * </pre>
 *
 * <p>A loop that does not answer in time has the counts of the reading before, so that no sum goes
 * back. Safe for all threads; {@link #read} waits, and is not for an event loop.
 */
public final class ServerCounts implements ServerMeter, CountingLogs {

  private static final long PATIENCE_MILLIS = 2000;

  private final StreamKinds kinds;
  private final long patienceMillis;
  private final Map<EventLoop, LoopReading> loops = new ConcurrentHashMap<>();

  /** The counts of an event loop, and what they were when they were read last. */
  private static final class LoopReading {

    final LoopCounts counts;
    volatile Sums last;

    LoopReading(StreamKinds kinds) {
      counts = new LoopCounts(kinds);
      last = new Sums(kinds.count());
    }
  }

  /**
   * What there was at one moment.
   *
   * @param sums of all event loops
   * @param hung how many of them did not answer
   */
  record Reading(Sums sums, int hung) {}

  /** Counts nothing yet. */
  public ServerCounts(StreamKinds kinds) {
    this(kinds, PATIENCE_MILLIS);
  }

  ServerCounts(StreamKinds kinds, long patienceMillis) {
    this.kinds = kinds;
    this.patienceMillis = patienceMillis;
  }

  @Override
  public ExchangeLog.Begin counting(ExchangeLog.Begin log) {
    return new ExchangeLog.Begin() {
      @Override
      public ExchangeLog of(HttpRequest head, Channel client) {
        return counts(client.eventLoop()).begin(log.of(head, client), RequestMethod.of(head));
      }

      @Override
      public void speaks(Channel connection, boolean http2) {
        var sums = counts(connection.eventLoop()).now();
        var protocol = Sums.Protocol.of(http2, SecureChannel.is(connection));
        ConnectionCount.speaks(connection, sums, protocol);
      }
    };
  }

  @Override
  public Map<EventLoop, Supplier<List<Watched>>> open() {
    var open = new HashMap<EventLoop, Supplier<List<Watched>>>();
    loops.forEach((loop, reading) -> open.put(loop, reading.counts::open));
    return open;
  }

  StreamKinds kinds() {
    return kinds;
  }

  private LoopCounts counts(EventLoop loop) {
    return loops.computeIfAbsent(loop, _ -> new LoopReading(kinds)).counts;
  }

  /** Reads the counts of all event loops. Waits for them, not for ever. */
  Reading read() {
    var asked = loops.entrySet().stream().map(each -> ask(each.getKey(), each.getValue())).toList();
    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, patienceMillis, TimeUnit.MILLISECONDS)
        .exceptionally(loopHasEnded -> null)
        .join();
    var all = new Sums(kinds.count());
    loops.values().forEach(each -> all.add(each.last));
    int hung = (int) asked.stream().filter(answer -> !answer.isDone()).count();
    return new Reading(all, hung);
  }

  private static CompletableFuture<Void> ask(EventLoop loop, LoopReading reading) {
    if (loop.isShuttingDown()) { // It may take no task: its last counts stand.
      return CompletableFuture.completedFuture(null);
    }
    try {
      return CompletableFuture.runAsync(() -> reading.last = reading.counts.read(), loop);
    } catch (RejectedExecutionException loopHasEnded) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
