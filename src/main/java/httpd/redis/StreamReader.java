package httpd.redis;

import static httpd.redis.AppendWords.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>What Redis answers to one connection is read by {@link EntryReads}. After any failure there is
 * another one: a log that is followed always has a reader.
 */
final class StreamReader {

  private static final Duration LINGER = Duration.ofSeconds(10);

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
  private @Nullable EntryReads reading;
  private int failures;

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
          failures = 0;
        } catch (IOException | RuntimeException e) { // Whatever it is: the logs need a reader.
          disconnect();
          link.probe();
          Thread.sleep(pause());
          Failures.await(link.whenUp());
        }
      }
    } catch (IOException | InterruptedException e) {
      // The store was closed.
    } finally {
      disconnect();
    }
  }

  /** None after a failure that is the first. */
  private long pause() {
    failures++;
    return failures == 1 ? 0 : Failures.pauseMillis(failures - 2);
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

  /** A connection that is not older than that of the link: both see the same master. */
  private EntryReads connected() throws IOException {
    var known = reading;
    if (known != null && known.life() == link.life()) {
      return known;
    }
    disconnect();
    Failures.await(link.whenUp());
    long life = link.life();
    var connection = Failures.await(connector.connect());
    var opened = new EntryReads(connection, connector.patience(), life, link.node());
    reading = opened;
    clientId = opened.clientId();
    opened.check(snapshot().values());
    return opened;
  }

  private void disconnect() {
    var lost = reading;
    reading = null;
    if (lost != null) {
      lost.close();
    }
  }

  private Map<String, Followed> snapshot() {
    lock.lock();
    try {
      return new LinkedHashMap<>(logs);
    } finally {
      lock.unlock();
    }
  }

  private void read(EntryReads reading) throws IOException {
    turn.incrementAndGet(); // Before the look at the logs: one that is added later ends this turn.
    Map<String, Followed> asked;
    Reply reply;
    try {
      asked = snapshot();
      if (asked.isEmpty()) {
        return;
      }
      reply = reading.ask(asked);
    } finally {
      turn.incrementAndGet();
    }
    reading.deliver(reply, asked);
  }
}
