package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.log.ServerLog;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one Redis server, and owns the threads that serve them. The file of
 * credentials is read for each connection, so that it can be replaced.
 */
final class RedisConnector implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofServer();
  private static final int THREADS = 2;

  private final RedisAddress address;
  private final @Nullable Path credentials;
  private final Duration patience;
  private final ClientResources resources;
  private final RedisClient client;

  // Guarded by this.
  private final Set<CompletableFuture<RedisConnection>> unfinished = new HashSet<>();
  private final Set<RedisConnection> open = new HashSet<>();
  private boolean closed;

  /** Opens nothing yet; each step of a connection takes at most {@code patience}. */
  RedisConnector(RedisAddress address, @Nullable Path credentials, Duration patience) {
    this.address = address;
    this.credentials = credentials;
    this.patience = patience;
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options(patience));
  }

  /** A connection that is lost stays lost: what was sent on it must not be sent again. */
  private static ClientOptions options(Duration patience) {
    return ClientOptions.builder()
        .autoReconnect(false)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .protocolVersion(ProtocolVersion.RESP2)
        .scriptCharset(UTF_8)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(SocketOptions.builder().connectTimeout(patience).build())
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .build();
  }

  /** Connects and signs in; fails with what Redis or the network said. */
  CompletableFuture<RedisConnection> connect() {
    RedisURI target;
    try {
      target = target();
    } catch (RedisRefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
    var connecting = begin(target);
    connecting.whenComplete((_, _) -> forget(connecting));
    return inTime(connecting);
  }

  /** Fails when it takes long; a connection that comes later is closed. */
  private CompletableFuture<RedisConnection> inTime(CompletableFuture<RedisConnection> connecting) {
    var timed = new CompletableFuture<RedisConnection>();
    var _ = timed.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    connecting.whenComplete((connection, failure) -> {
      if (failure != null) {
        timed.completeExceptionally(failure);
      } else if (!timed.complete(connection)) {
        var _ = connection.close();
      }
    });
    return timed;
  }

  private synchronized CompletableFuture<RedisConnection> begin(RedisURI target) {
    if (closed) {
      return CompletableFuture.failedFuture(new IllegalStateException("this server stops"));
    }
    var connecting =
        client
            .connectAsync(ByteArrayCodec.INSTANCE, target)
            .toCompletableFuture()
            .thenApply(this::opened);
    unfinished.add(connecting);
    return connecting;
  }

  private synchronized RedisConnection opened(StatefulRedisConnection<byte[], byte[]> established) {
    var connection = new RedisConnection(established);
    open.add(connection);
    connection.whenLost(() -> lost(connection));
    return connection;
  }

  private synchronized void lost(RedisConnection connection) {
    open.remove(connection);
  }

  @SuppressWarnings("CollectionUndefinedEquality") // Futures are equal if they are the same.
  private synchronized void forget(CompletableFuture<RedisConnection> connecting) {
    unfinished.remove(connecting);
  }

  private RedisURI target() throws RedisRefusedException {
    var target =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withSsl(address.isSecure())
            .withVerifyPeer(true)
            .withDatabase(address.database())
            .withTimeout(patience);
    if (credentials != null) {
      var read = RedisCredentials.read(credentials);
      char[] password = read.password().toCharArray();
      if (read.user() == null) {
        target.withPassword(password);
      } else {
        target.withAuthentication(read.user(), password);
      }
    }
    return target.build();
  }

  RedisAddress address() {
    return address;
  }

  Duration patience() {
    return patience;
  }

  /** Ends all connections and threads, one after the other, so that nothing is left of them. */
  @Override
  public void close() {
    List<CompletableFuture<RedisConnection>> connecting;
    synchronized (this) {
      closed = true;
      connecting = List.copyOf(unfinished);
    }
    await(connecting);
    List<RedisConnection> connections;
    synchronized (this) {
      connections = List.copyOf(open);
    }
    await(connections.stream().map(RedisConnection::close).toList());
    client.shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS);
    Future<Boolean> ended = resources.shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      var _ = ended.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "threads of Redis are left: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(List<? extends CompletableFuture<?>> all) {
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle((_, _) -> null)
        .join();
  }
}
