package httpd.redis;

import httpd.line.Timer;
import httpd.line.log.ServerLog;
import httpd.topic.StoreOutages;
import httpd.topic.StoreUnavailableException;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The connection for everything but waiting for new records. Commands are pipelined.
 *
 * <pre>
 *                  signed in, a master, recent enough              lost, no answer in time, READONLY
 *   CONNECTING ─────────────────────────────────────► UP ──────────────────────────────┐
 *     ▲   │ anything else                                                              ▼
 *     └───┴───────────────── a moment, longer after each failure ◄──────────────────── AWAY
 *   CLOSED: from any state, final
 * </pre>
 *
 * <p>A command that was sent on a connection that is lost has perhaps been done: its caller is told
 * so, and it is not sent again. While Redis is away commands fail at once. Safe for all threads.
 */
final class RedisLink implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** How many bytes of commands may wait for their answers. */
  private static final long MOST_WAITING = 32L * 1024 * 1024;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final RedisConnector connector;
  private final String server;
  private final StoreOutages outages;
  private final AtomicLong waiting = new AtomicLong();

  private volatile @Nullable RedisConnection up;

  /** Written under the lock. */
  private volatile long life;

  // Guarded by this.
  private CompletableFuture<@Nullable Void> nextUp = new CompletableFuture<>();
  private String why = "it has not been reached yet";
  private int failures;
  private boolean closed;
  private @Nullable RedisRefusedException refusal;
  private boolean toldDangers;

  RedisLink(RedisConnector connector, StoreOutages outages) {
    this.connector = connector;
    this.server = connector.address().server();
    this.outages = outages;
  }

  /** Connects; the future completes when that has succeeded or failed for the first time. */
  CompletableFuture<@Nullable Void> start() {
    return connect().handle((_, _) -> null);
  }

  /** Why the server can never be used, as far as is known; null if it can. */
  synchronized @Nullable RedisRefusedException refusal() {
    return refusal;
  }

  boolean isUp() {
    return up != null;
  }

  /** Counts the connections: another one may be to another server behind the same address. */
  long life() {
    return life;
  }

  /** Completes when the server can be used; fails when this is closed. */
  synchronized CompletableFuture<@Nullable Void> whenUp() {
    return nextUp.copy();
  }

  String server() {
    return server;
  }

  synchronized String why() {
    return why;
  }

  CompletableFuture<Reply> send(CommandType command, List<byte[]> words) {
    return use(size(words), connection -> connection.send(command, words));
  }

  CompletableFuture<Reply> run(Script script, List<byte[]> keys, List<byte[]> values) {
    return use(size(values), connection -> connection.run(script, keys, values));
  }

  private interface Use {
    CompletableFuture<Reply> on(RedisConnection connection);
  }

  private CompletableFuture<Reply> use(long bytes, Use use) {
    var connection = up;
    if (connection == null) {
      return CompletableFuture.failedFuture(
          StoreUnavailableException.refused(server + " is away: " + why()));
    }
    long before = waiting.getAndAdd(bytes);
    if (before > 0 && before + bytes > MOST_WAITING) {
      waiting.addAndGet(-bytes);
      return CompletableFuture.failedFuture(
          StoreUnavailableException.refused(
              server + " is slow: " + before + " bytes wait for its answers"));
    }
    return use.on(connection)
        .thenApply(reply -> reply)
        .orTimeout(connector.patience().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, failure) -> {
          waiting.addAndGet(-bytes);
          if (failure != null && Failures.wantsOtherConnection(failure)) {
            lose(connection, explain(failure));
          }
        })
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(Failures.told(server, failure)));
  }

  private String explain(Throwable failure) {
    return Failures.cause(failure) instanceof TimeoutException
        ? "it has not answered for " + connector.patience().toSeconds() + " s"
        : Failures.reason(failure);
  }

  private static long size(List<byte[]> words) {
    return words.stream().mapToLong(word -> word.length + 16L).sum();
  }

  private CompletableFuture<@Nullable Void> connect() {
    return connector
        .connect()
        .thenCompose(this::examine)
        .handle((connection, failure) -> {
          if (failure == null) {
            isUp(connection);
          } else {
            isAway(failure);
          }
          return null;
        });
  }

  /** Sees whether the server can be used, and gives it the scripts. */
  private CompletableFuture<RedisConnection> examine(RedisConnection connection) {
    var examined =
        connection
            .send(CommandType.INFO)
            .thenCompose(this::check)
            .thenCompose(_ -> loadScripts(connection))
            .thenApply(_ -> connection)
            .orTimeout(connector.patience().toMillis(), TimeUnit.MILLISECONDS);
    return examined.whenComplete((_, failure) -> {
      if (failure != null) {
        var _ = connection.close();
      }
    });
  }

  private CompletableFuture<@Nullable Void> check(Reply reply) {
    try {
      var info = ServerInfo.of(reply.text(0));
      var refused = info.refusal(server);
      var absence = info.absence();
      if (refused != null) {
        return CompletableFuture.failedFuture(refused);
      }
      if (absence != null) {
        return CompletableFuture.failedFuture(StoreUnavailableException.refused(absence));
      }
      tellDangers(info);
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized void tellDangers(ServerInfo info) {
    if (!toldDangers) {
      toldDangers = true;
      info.dangers(server).forEach(danger -> LOG.log(System.Logger.Level.WARNING, danger));
    }
  }

  private static CompletableFuture<@Nullable Void> loadScripts(RedisConnection connection) {
    var loads = new ArrayList<CompletableFuture<Reply>>();
    for (var script : Script.values()) {
      var words = List.of(AppendWords.bytes("LOAD"), script.text());
      loads.add(connection.send(CommandType.SCRIPT, words));
    }
    return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new)).thenApply(_ -> null);
  }

  private void isUp(RedisConnection connection) {
    CompletableFuture<@Nullable Void> waiters;
    boolean wasAway;
    synchronized (this) {
      if (closed) {
        var _ = connection.close();
        return;
      }
      wasAway = failures > 0;
      failures = 0;
      up = connection;
      life++;
      waiters = nextUp;
    }
    connection.whenLost(() -> lose(connection, "the connection was closed"));
    if (wasAway) {
      LOG.log(System.Logger.Level.INFO, server + " is back");
    }
    outages.end();
    waiters.complete(null);
  }

  /** Gives up a connection, if it is the one in use. */
  private void lose(RedisConnection connection, String reason) {
    synchronized (this) {
      if (up != connection) {
        return;
      }
      up = null;
      nextUp = new CompletableFuture<>();
    }
    var _ = connection.close();
    isAway(StoreUnavailableException.refused(reason));
  }

  private void isAway(Throwable failure) {
    var reason = Failures.reason(failure);
    boolean isFirst;
    long pause;
    synchronized (this) {
      if (closed) {
        return;
      }
      refusal = Failures.refusal(server, failure);
      why = reason;
      isFirst = failures == 0;
      pause = pause(failures);
      failures++;
    }
    if (isFirst) {
      LOG.log(System.Logger.Level.WARNING, "waiting for " + server + " to come back: " + reason);
      outages.begin("redis is away: events that come meanwhile follow when it is back");
    }
    var _ =
        Timer.OF_THE_PROCESS.after(
            TimeUnit.MILLISECONDS.toNanos(pause),
            () -> {
              if (!isClosed()) {
                var _ = connect();
              }
            });
  }

  /** Doubled after each failure, with a jitter of half of it. */
  private static long pause(int failures) {
    long usual = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
    return usual / 2 + ThreadLocalRandom.current().nextLong(usual / 2 + 1);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Finds out whether the server can still be used, after something else could not use it. */
  void probe() {
    var connection = up;
    if (connection != null) {
      var _ =
          use(0, same -> same.send(CommandType.INFO))
              .thenCompose(this::check)
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  lose(connection, Failures.reason(failure));
                }
              });
    }
  }

  @Override
  public void close() {
    RedisConnection connection;
    CompletableFuture<@Nullable Void> waiters;
    synchronized (this) {
      closed = true;
      why = "this server stops";
      connection = up;
      up = null;
      waiters = nextUp;
      nextUp = CompletableFuture.failedFuture(StoreUnavailableException.refused(why));
    }
    if (connection != null) {
      var _ = connection.close();
    }
    waiters.completeExceptionally(StoreUnavailableException.refused("this server stops"));
  }
}
