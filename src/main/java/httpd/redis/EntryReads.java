package httpd.redis;

import static httpd.redis.AppendWords.bytes;

import httpd.topic.LogDeletedException;
import httpd.topic.RecordsLostException;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a {@link StreamReader} reads on one connection.
 *
 * <p>Every two seconds, and at its beginning, it checks that the logs still exist and that Redis
 * knows the records which readers here have had, and tells the other servers how many readers there
 * are. For the thread of the reader alone.
 */
final class EntryReads implements AutoCloseable {

  private static final Duration LONGEST_BLOCK = Duration.ofSeconds(2);

  // The entries of each log that one answer has: few until it is known that they are short.
  private static final int FIRST_ENTRIES = 16;
  private static final int MOST_ENTRIES = 256;
  private static final long MUCH = 4 * 1024 * 1024;

  private final RedisConnection connection;
  private final Duration patience;
  private final long life;
  private final String node;

  /** What other programs have added after the newest record of a log. */
  private final Map<String, Foreign> foreign = new HashMap<>();

  private final Map<String, String> after = new LinkedHashMap<>();
  private long checkedAt;
  private int count = FIRST_ENTRIES;

  /** Entries that are no records, after a record. */
  private record Foreign(String record, String end) {}

  /**
   * Reads on a connection in one {@link RedisLink#life} of the link.
   *
   * @param node by which the others know this server
   */
  EntryReads(RedisConnection connection, Duration patience, long life, String node) {
    this.connection = connection;
    this.patience = patience;
    this.life = life;
    this.node = node;
  }

  long life() {
    return life;
  }

  /** By which Redis knows the connection. */
  long clientId() throws IOException {
    return await(connection.send(CommandType.CLIENT, "ID")).number(0);
  }

  private Reply await(CompletableFuture<Reply> answer) throws IOException {
    long most = patience.plus(LONGEST_BLOCK).toMillis();
    return Failures.await(answer.orTimeout(most, TimeUnit.MILLISECONDS));
  }

  /** Waits for records of some of the logs, not for long. */
  Reply ask(Map<String, Followed> logs) throws IOException {
    after.clear();
    logs.forEach((key, log) -> after.put(key, log.newest()));
    foreign.keySet().retainAll(logs.keySet());
    return await(connection.send(CommandType.XREAD, words()));
  }

  private List<byte[]> words() {
    var words = new ArrayList<byte[]>();
    for (var word : List.of("COUNT", count, "BLOCK", LONGEST_BLOCK.toMillis(), "STREAMS")) {
      words.add(bytes(word.toString()));
    }
    after.keySet().forEach(key -> words.add(bytes(key)));
    after.forEach((key, record) -> words.add(bytes(pastForeign(key, record))));
    return words;
  }

  private String pastForeign(String key, String record) {
    var known = foreign.get(key);
    return known != null && known.record().equals(record) ? known.end() : record;
  }

  /** Gives the logs what Redis has answered. */
  void deliver(Reply reply, Map<String, Followed> logs) throws IOException {
    long bytes = 0;
    for (int i = 0; i < reply.size(); i++) {
      var stream = reply.list(i);
      var key = stream.text(0);
      var log = logs.get(key);
      var place = after.get(key);
      if (log != null && place != null) {
        bytes += deliver(key, log, place, stream.list(1));
      }
    }
    count = bytes > MUCH ? Math.max(1, count / 2) : Math.min(MOST_ENTRIES, count * 2);
    if (System.nanoTime() - checkedAt > LONGEST_BLOCK.toNanos()) {
      check(logs.values());
    }
  }

  private long deliver(String key, Followed log, String place, Reply entries) throws IOException {
    var known = new ArrayList<StreamEntry>();
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      var entry = StreamEntry.of(entries.list(i));
      if (entry != null) {
        known.add(entry);
        bytes += entry.record() == null ? 0 : entry.record().length;
      }
    }
    var newest = place;
    if (!known.isEmpty()) {
      newest = known.getLast().id();
      if (!known.getFirst().before().equals(place)) {
        check(List.of(log)); // Dropped before they were read, or is it another log?
      }
      log.deliver(place, known);
    }
    if (known.size() < entries.size()) {
      foreign.put(key, new Foreign(newest, entries.list(entries.size() - 1).text(0)));
    }
    return bytes;
  }

  /** Fails the logs that are gone, or do not know any more what they have had. */
  void check(Collection<Followed> checked) throws IOException {
    var all = List.copyOf(checked);
    checkedAt = System.nanoTime();
    if (all.isEmpty()) {
      return;
    }
    var keys = new ArrayList<byte[]>();
    var values = new ArrayList<byte[]>();
    var read = new ArrayList<String>();
    for (var log : all) {
      keys.add(log.keys().stream());
      keys.add(log.keys().meta());
      read.add(log.newest());
      values.add(bytes(log.incarnation()));
      values.add(bytes(read.getLast()));
    }
    var answer = connection.run(Script.CHECK, keys, values);
    tellListeners(all);
    var reply = await(answer);
    for (int i = 0; i < all.size(); i++) {
      var log = all.get(i);
      switch (reply.text(i)) {
        case "gone" -> log.fail(new LogDeletedException(log.name()));
        case "lost" -> log.fail(new RecordsLostException(log.name(), read.get(i)));
        case "type" -> log.fail(new IOException("a key of " + log.name() + " is of another type"));
        default -> {}
      }
    }
  }

  /** Tells how many listen; a server that does not, as Redis is full, counts as without readers. */
  private void tellListeners(List<Followed> logs) {
    var keys = new ArrayList<byte[]>();
    var values = new ArrayList<byte[]>();
    values.add(bytes(node));
    for (var log : logs) {
      keys.add(log.keys().listeners());
      values.add(bytes(Integer.toString(log.readers())));
    }
    var _ = connection.run(Script.LISTEN, keys, values);
  }

  @Override
  public void close() {
    var _ = connection.close();
  }
}
