package httpd.redis;

import httpd.line.log.ServerLog;
import httpd.topic.StoreUnavailableException;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sees whether a server can be used, and makes it ready. Safe for all threads. */
final class ServerCheck {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final String server;
  private final Duration patience;

  /** Guarded by this. */
  private boolean toldDangers;

  ServerCheck(String server, Duration patience) {
    this.server = server;
    this.patience = patience;
  }

  /** Sees whether the server can be used, and gives it the scripts; otherwise closes. */
  CompletableFuture<RedisConnection> examine(RedisConnection connection) {
    var examined =
        connection
            .send(CommandType.INFO)
            .thenCompose(this::usable)
            .thenCompose(_ -> loadScripts(connection))
            .thenApply(_ -> connection)
            .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    return examined.whenComplete((_, failure) -> {
      if (failure != null) {
        var _ = connection.close();
      }
    });
  }

  /** Fails if the server of this answer to {@code INFO} cannot be used. */
  CompletableFuture<@Nullable Void> usable(Reply reply) {
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
}
