package httpd.redis;

import static httpd.redis.AppendWords.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.topic.LogDeletedException;
import httpd.topic.RecordsLostException;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the streams of up to 256 logs with one {@code XREAD BLOCK} after the other, on a connection
 * and a virtual thread of its own.
 *
 * <pre>
 *            a log                       connected, all logs are as they were
 *   IDLE ───────────► CONNECTING ──────────────────────────────────────────────► BLOCKED in Redis
 *    ▲ │ a while         ▲  ▲                                                      │ records,
 *    │ ▼                 │  └──── the connection is lost: once Redis is back ──────┤ another log,
 *    │ ENDED             │                                                         │ 2 s
 *    └── no log is left ─┴──────────── BLOCKED again ◄── records go to the rings ◄─┘
 * </pre>
 *
 * <p>Every two seconds, and on each new connection, it checks that the logs still exist and that
 * Redis knows the records which readers here have had.
 */
final class StreamReader {

  private static final Duration LONGEST_BLOCK = Duration.ofSeconds(2);
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final int MOST_ENTRIES = 256;
  private static final long MUCH = 4 * 1024 * 1024;

  private final StreamReaders owner;
  private final RedisLink link;
  private final RedisConnector connector;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** By the name of the stream. Guarded by the lock. */
  private final Map<String, Followed> logs = new LinkedHashMap<>();

  /** Counts the times that Redis was asked; odd while it blocks. */
  private final AtomicLong turn = new AtomicLong();

  private volatile long clientId;
  private volatile boolean stopped;

  // The thread's own.
  private @Nullable RedisConnection connection;
  private long checkedAt;
  private int count = MOST_ENTRIES;

  StreamReader(StreamReaders owner, RedisLink link, RedisConnector connector) {
    this.owner = owner;
    this.link = link;
    this.connector = connector;
    this.thread = Thread.ofVirtual().name("httpd-redis-read").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends the thread, and waits for that. */
  void stop() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(connector.patience());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int size() {
    lock.lock();
    try {
      return logs.size();
    } finally {
      lock.unlock();
    }
  }

  void add(Followed log) {
    change(() -> logs.put(key(log), log));
    unblock(turn.get());
  }

  void remove(Followed log) {
    change(() -> logs.remove(key(log), log));
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private static String key(Followed log) {
    return new String(log.keys().stream(), UTF_8);
  }

  /** Ends a turn in which Redis blocks; tries again if that has not begun there. */
  private void unblock(long blocked) {
    if (blocked % 2 == 1 && turn.get() == blocked) {
      var words = List.of(bytes("UNBLOCK"), bytes(Long.toString(clientId)));
      var _ =
          link.send(CommandType.CLIENT, words)
              .thenAccept(reply -> {
                if (Long.valueOf(0).equals(reply.items().getFirst())) {
                  unblock(blocked);
                }
              });
    }
  }

  private void run() {
    try {
      while (!isIdle()) {
        try {
          read(connected());
        } catch (IOException e) {
          disconnect();
          link.probe();
          Failures.await(link.whenUp());
        }
      }
    } catch (IOException | InterruptedException e) {
      // The store was closed.
    } finally {
      disconnect();
    }
  }

  /** Waits for logs; true if there are none for long. */
  private boolean isIdle() throws InterruptedException {
    lock.lock();
    try {
      long left = LINGER.toNanos();
      while (logs.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    return stopped || owner.retire(this);
  }

  private RedisConnection connected() throws IOException {
    var known = connection;
    if (known != null) {
      return known;
    }
    Failures.await(link.whenUp());
    var opened = Failures.await(connector.connect().orTimeout(patience(), TimeUnit.MILLISECONDS));
    connection = opened;
    clientId = await(opened.send(CommandType.CLIENT, "ID")).number(0);
    check(opened, snapshot().values());
    return opened;
  }

  private void disconnect() {
    var lost = connection;
    connection = null;
    if (lost != null) {
      var _ = lost.close();
    }
  }

  private long patience() {
    return connector.patience().toMillis();
  }

  private Reply await(CompletableFuture<Reply> answer) throws IOException {
    long most = patience() + LONGEST_BLOCK.toMillis();
    return Failures.await(answer.orTimeout(most, TimeUnit.MILLISECONDS));
  }

  private Map<String, Followed> snapshot() {
    lock.lock();
    try {
      return new LinkedHashMap<>(logs);
    } finally {
      lock.unlock();
    }
  }

  private void read(RedisConnection connection) throws IOException {
    turn.incrementAndGet(); // Before the look at the logs: one that is added later ends this turn.
    Reply reply;
    var asked = snapshot();
    var after = new LinkedHashMap<String, String>();
    asked.forEach((key, log) -> after.put(key, log.newest()));
    try {
      if (asked.isEmpty()) {
        return;
      }
      reply = await(connection.send(CommandType.XREAD, words(after)));
    } finally {
      turn.incrementAndGet();
    }
    long bytes = 0;
    for (int i = 0; i < reply.size(); i++) {
      var stream = reply.list(i);
      var log = asked.get(stream.text(0));
      if (log != null) {
        bytes += deliver(connection, log, after.get(stream.text(0)), stream.list(1));
      }
    }
    count = bytes > MUCH ? Math.max(1, count / 2) : Math.min(MOST_ENTRIES, count * 2);
    if (System.nanoTime() - checkedAt > LONGEST_BLOCK.toNanos()) {
      check(connection, asked.values());
    }
  }

  private List<byte[]> words(Map<String, String> after) {
    var words = new ArrayList<byte[]>();
    for (var word : List.of("COUNT", count, "BLOCK", LONGEST_BLOCK.toMillis(), "STREAMS")) {
      words.add(bytes(word.toString()));
    }
    after.keySet().forEach(key -> words.add(bytes(key)));
    after.values().forEach(id -> words.add(bytes(id)));
    return words;
  }

  private long deliver(RedisConnection connection, Followed log, String after, Reply entries)
      throws IOException {
    var known = new ArrayList<StreamEntry>();
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      var entry = StreamEntry.of(entries.list(i));
      if (entry != null) {
        known.add(entry);
        bytes += entry.record() == null ? 0 : entry.record().length;
      }
    }
    if (!known.isEmpty()) {
      if (!known.getFirst().before().equals(after)) {
        check(connection, List.of(log)); // Dropped before they were read, or is it another log?
      }
      log.deliver(after, known);
    }
    return bytes;
  }

  /** Fails the logs that are gone, or do not know any more what they have had. */
  private void check(RedisConnection connection, Collection<Followed> checked) throws IOException {
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
    var reply = await(connection.run(Script.CHECK, keys, values));
    for (int i = 0; i < all.size(); i++) {
      var log = all.get(i);
      switch (reply.text(i)) {
        case "gone" -> log.fail(new LogDeletedException(log.name()));
        case "lost" -> log.fail(new RecordsLostException(log.name(), read.get(i)));
        default -> {}
      }
    }
  }
}
