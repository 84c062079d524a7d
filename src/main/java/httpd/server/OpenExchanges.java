package httpd.server;

import httpd.net.LoopTask;
import httpd.server.answer.OpenExchange;
import httpd.server.answer.Watched;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a server that are not over. Nothing is kept of them: each event loop is asked,
 * and walks over its connections, {@value #SLICE} at a time, with its other work in between.
 *
 * <p>Those of a server without an access log have no numbers, and are not seen. Safe for all
 * threads.
 */
public final class OpenExchanges {

  private static final int SLICE = 64;

  private final ChannelGroup connections;

  OpenExchanges(ChannelGroup connections) {
    this.connections = connections;
  }

  /** Returns all, in no order, without the time since when each is quiet. */
  public CompletableFuture<List<OpenExchange>> all() {
    return gather((exchange, found) -> add(exchange.look(false), found));
  }

  /** Returns those of these numbers that are not over, in no order, with that time. */
  public CompletableFuture<List<OpenExchange>> these(Set<Long> ids) {
    return gather((exchange, found) -> {
      if (ids.contains(exchange.number())) {
        add(exchange.look(true), found);
      }
    });
  }

  private static void add(@Nullable OpenExchange seen, List<OpenExchange> found) {
    if (seen != null) {
      found.add(seen);
    }
  }

  /** Returns the one with a number; null if it is over, or there never was one. */
  public CompletableFuture<@Nullable OpenExchange> find(long id) {
    return these(Set.of(id)).thenApply(those -> those.isEmpty() ? null : those.getFirst());
  }

  /** Cuts the one with a number; completes with false if it is over, or there never was one. */
  public CompletableFuture<Boolean> stop(long id) {
    CompletableFuture<List<Long>> stopped =
        gather((exchange, those) -> {
          if (exchange.number() == id && exchange.stop()) {
            those.add(id);
          }
        });
    return stopped.thenApply(those -> !those.isEmpty());
  }

  private interface Look<T> {
    void at(Watched exchange, List<T> found);
  }

  private <T> CompletableFuture<List<T>> gather(Look<T> look) {
    var byLoop = new HashMap<EventLoop, List<Channel>>();
    for (var connection : connections) {
      byLoop.computeIfAbsent(connection.eventLoop(), loop -> new ArrayList<>()).add(connection);
    }
    var parts = new ArrayList<CompletableFuture<List<T>>>();
    byLoop.forEach((loop, channels) -> parts.add(new Walk<>(loop, channels, look).begin()));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> parts.stream().flatMap(part -> part.join().stream()).toList());
  }

  /** The walk over the connections of one event loop. */
  private static final class Walk<T> {

    private final EventLoop loop;
    private final List<Channel> channels;
    private final Look<T> look;
    private final List<T> found = new ArrayList<>();
    private final CompletableFuture<List<T>> done = new CompletableFuture<>();
    private int next;

    Walk(EventLoop loop, List<Channel> channels, Look<T> look) {
      this.loop = loop;
      this.channels = channels;
      this.look = look;
    }

    CompletableFuture<List<T>> begin() {
      LoopTask.execute(loop, this::slice, () -> done.complete(found)); // It may have ended.
      return done;
    }

    private void slice() {
      try {
        int end = Math.min(channels.size(), next + SLICE);
        Consumer<Watched> each = exchange -> look.at(exchange, found);
        while (next < end) {
          if (channels.get(next++).pipeline().last() instanceof Watched.Carrier carrier) {
            carrier.each(each);
          }
        }
      } catch (Throwable broken) {
        done.completeExceptionally(broken);
        return;
      }
      if (next < channels.size()) {
        LoopTask.executeAfterInput(loop, this::slice);
      } else {
        done.complete(found);
      }
    }
  }
}
