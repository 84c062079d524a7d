package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis. Commands are sent at once, in the order of the calls, without waiting
 * for the answers of earlier ones. Once it is lost, all that waits for an answer fails.
 */
final class RedisConnection {

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

  RedisConnection(StatefulRedisConnection<byte[], byte[]> connection) {
    this.connection = connection;
  }

  /** Runs once the connection is lost, or at once if it is lost already. */
  void whenLost(Runnable lost) {
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            lost.run();
          }
        });
    if (!connection.isOpen()) {
      lost.run();
    }
  }

  CompletableFuture<Reply> send(CommandType command, String... words) {
    return send(command, List.of(words).stream().map(word -> word.getBytes(UTF_8)).toList());
  }

  CompletableFuture<Reply> send(CommandType command, List<byte[]> words) {
    var args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    words.forEach(args::add);
    return connection
        .async()
        .dispatch(command, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args)
        .toCompletableFuture()
        .thenApply(Reply::new);
  }

  /** Runs a script, by its digest unless Redis has forgotten it. */
  CompletableFuture<Reply> run(Script script, List<byte[]> keys, List<byte[]> values) {
    return run(CommandType.EVALSHA, script.digest(), keys, values)
        .exceptionallyCompose(failure ->
            Failures.isMissingScript(failure)
                ? run(CommandType.EVAL, script.text(), keys, values)
                : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Reply> run(
      CommandType how, byte[] script, List<byte[]> keys, List<byte[]> values) {
    var words = new ArrayList<byte[]>(2 + keys.size() + values.size());
    words.add(script);
    words.add(Integer.toString(keys.size()).getBytes(UTF_8));
    words.addAll(keys);
    words.addAll(values);
    return send(how, words);
  }

  /** Closes it; completes when nothing is left of it. */
  CompletableFuture<@Nullable Void> close() {
    if (closing.compareAndSet(false, true)) {
      connection
          .closeAsync()
          .whenComplete((_, _) -> {
            var _ = closed.complete(null);
          });
    }
    return closed.copy();
  }
}
