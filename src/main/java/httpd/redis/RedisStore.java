package httpd.redis;

import static httpd.redis.AppendWords.bytes;

import httpd.topic.Log;
import httpd.topic.LogStore;
import httpd.topic.Retention;
import httpd.topic.StoreOutages;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logs in a Redis server, shared by all servers that name the same key there.
 *
 * <pre>
 *   appends, catch-up reads ──► RedisLink ──► one connection, pipelined ──┐
 *                                                                         ├── Redis
 *   logs that have readers ──► StreamReaders ──► XREAD BLOCK, 256 a ──────┘
 *                                 │              connection
 *   readers ◄── ring of the log ◄─┘ once a log, whatever its readers
 * </pre>
 */
public final class RedisStore implements LogStore {

  /** How long Redis may take to answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RedisConnector connector;
  private final RedisLink link;
  private final StoreOutages outages = new StoreOutages();
  private final StreamReaders readers;
  private final KnownLogs logs;
  private final Retention retention;

  private RedisStore(RedisConnector connector, Retention retention) {
    var prefix = connector.address().key();
    this.connector = connector;
    this.retention = retention;
    this.link = new RedisLink(connector, outages);
    this.readers = new StreamReaders(link, connector);
    this.logs = new KnownLogs(prefix, link, readers, retention);
  }

  /**
   * Opens the logs of an address. A server that cannot be reached is waited for; meanwhile its logs
   * cannot be used.
   *
   * @param credentials the file that has them; null for none
   * @param retention how much each log keeps
   * @throws RedisRefusedException if the server answers and can never be used like this
   */
  public static RedisStore open(
      RedisAddress address, @Nullable Path credentials, Retention retention)
      throws RedisRefusedException {
    return open(address, credentials, retention, PATIENCE);
  }

  /** Reads the file of credentials, if there is one, to find out whether it can be used. */
  public static void checkCredentials(@Nullable Path credentials) throws RedisRefusedException {
    if (credentials != null) {
      var _ = RedisCredentials.read(credentials);
    }
  }

  static RedisStore open(
      RedisAddress address, @Nullable Path credentials, Retention retention, Duration patience)
      throws RedisRefusedException {
    checkCredentials(credentials);
    var store = new RedisStore(new RedisConnector(address, credentials, patience), retention);
    store.link.start().join();
    var refusal = store.link.refusal();
    if (refusal != null) {
      store.close();
      throw refusal;
    }
    return store;
  }

  @Override
  public @Nullable Log find(String name) throws IOException {
    var words = List.of(LogKeys.of(logs.prefix(), name).meta(), bytes("i"));
    var reply = Failures.await(link.send(CommandType.HGET, words));
    return reply.isNull(0) ? null : logs.get(name, reply.text(0));
  }

  @Override
  public Creation create(String name, Blueprint blueprint) throws IOException {
    var words = new ArrayList<byte[]>();
    words.add(bytes(UUID.randomUUID().toString()));
    words.add(bytes(name));
    words.add(bytes(blueprint.begin() == null ? "" : checked(blueprint.begin())));
    words.add(bytes(Integer.toString(blueprint.attributes().size())));
    blueprint
        .attributes()
        .forEach((attribute, value) -> {
          words.add(bytes(attribute));
          words.add(bytes(value));
        });
    AppendWords.add(blueprint.first(), retention, words);
    var reply =
        Failures.await(link.run(Script.CREATE, LogKeys.of(logs.prefix(), name).withNames(), words));
    return new Creation(logs.get(name, reply.text(1)), reply.number(0) == 1);
  }

  private static String checked(String begin) {
    if (!StreamEntry.isId(begin)) {
      throw new IllegalArgumentException(begin + ": not a position");
    }
    return begin;
  }

  @Override
  public List<String> names() throws IOException {
    var words = List.of(LogKeys.names(logs.prefix()), bytes("0"), bytes("-1"));
    var reply = Failures.await(link.send(CommandType.ZRANGE, words));
    var all = new ArrayList<String>();
    for (int i = 0; i < reply.size(); i++) {
      all.add(reply.text(i));
    }
    all.sort(null);
    return all;
  }

  @Override
  public StoreOutages outages() {
    return outages;
  }

  @Override
  public void close() {
    link.close();
    readers.close();
    logs.close();
    connector.close();
  }
}
