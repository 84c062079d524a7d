package httpd.server.answer;

import httpd.net.LoopTask;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a server that are not over. Each event loop is asked, and walks over those that
 * it has, {@value #SLICE} at a time, with its other work in between.
 *
 * <p>Those of a server without an access log have no numbers, and are not seen. Safe for all
 * threads.
 */
public final class OpenExchanges {

  private static final int SLICE = 128;

  private final CountingLogs logs;

  /** Those that these logs have open. */
  public OpenExchanges(CountingLogs logs) {
    this.logs = logs;
  }

  /** One that sees each exchange of an event loop in turn, and chooses some. On that loop only. */
  public interface Visitor extends Consumer<Watched> {

    /**
     * Returns what is looked at, with the time since when each is quiet. Called once, at the end.
     */
    List<Watched> chosen();
  }

  /**
   * What came of a visit.
   *
   * @param visitors that of each event loop
   * @param looked those chosen that are not over, in no order
   */
  public record Visited<V>(List<V> visitors, List<OpenExchange> looked) {}

  private record Choice(Predicate<Watched> wanted, List<Watched> chosen) implements Visitor {

    @Override
    public void accept(Watched exchange) {
      if (wanted.test(exchange)) {
        chosen.add(exchange);
      }
    }
  }

  /** Returns those that are wanted, in no order, with the time since when each is quiet. */
  public CompletableFuture<List<OpenExchange>> those(Predicate<Watched> wanted) {
    return visit(() -> new Choice(wanted, new ArrayList<>())).thenApply(Visited::looked);
  }

  /** Returns the one with a number; null if it is over, or there never was one. */
  public CompletableFuture<@Nullable OpenExchange> find(long id) {
    return those(exchange -> exchange.id() == id)
        .thenApply(those -> those.isEmpty() ? null : those.getFirst());
  }

  /** Cuts the one with a number; completes with false if it is over, or there never was one. */
  public CompletableFuture<Boolean> stop(long id) {
    var stopped = new CompletableFuture<Boolean>();
    return those(exchange -> exchange.id() == id && exchange.stop() && stopped.complete(true))
        .thenApply(none -> stopped.getNow(false));
  }

  /**
   * Shows each exchange to a visitor.
   *
   * @param visitors makes one for each event loop
   */
  public <V extends Visitor> CompletableFuture<Visited<V>> visit(Supplier<V> visitors) {
    var walks = new ArrayList<Walk<V>>();
    logs.open().forEach((loop, open) -> walks.add(new Walk<>(loop, open, visitors.get())));
    return CompletableFuture.allOf(
            walks.stream().map(Walk::begin).toArray(CompletableFuture[]::new))
        .thenApply(done ->
            new Visited<>(
                walks.stream().map(walk -> walk.visitor).toList(),
                walks.stream().flatMap(walk -> walk.looked.stream()).toList()));
  }

  /**
   * The walk over the exchanges of one event loop.
   *
   * <pre>
   *   SHOWING ──── the visitor has seen all ────► LOOKING ──► done
   * </pre>
   */
  private static final class Walk<V extends Visitor> {

    private final EventLoop loop;
    private final Supplier<List<Watched>> open;
    private final V visitor;
    private final List<OpenExchange> looked = new ArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Walk(EventLoop loop, Supplier<List<Watched>> open, V visitor) {
      this.loop = loop;
      this.open = open;
      this.visitor = visitor;
    }

    CompletableFuture<Void> begin() {
      LoopTask.execute(
          loop,
          () -> safely(() -> step(open.get(), 0, visitor, this::look)),
          () -> done.complete(null)); // The loop has ended.
      return done;
    }

    private void look() {
      step(visitor.chosen(), 0, each -> looked.add(each.look(true)), () -> done.complete(null));
    }

    private void step(List<Watched> all, int from, Consumer<Watched> each, Runnable then) {
      int end = Math.min(all.size(), from + SLICE);
      for (var exchange : all.subList(from, end)) {
        if (exchange.id() != 0) {
          each.accept(exchange);
        }
      }
      if (end < all.size()) {
        LoopTask.executeAfterInput(loop, () -> safely(() -> step(all, end, each, then)));
      } else {
        then.run();
      }
    }

    private void safely(Runnable part) {
      try {
        part.run();
      } catch (Throwable broken) {
        done.completeExceptionally(broken);
      }
    }
  }
}
