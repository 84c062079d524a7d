package httpd.auth;

import httpd.line.log.ServerLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often credentials of each client were wrong, and how long it has to wait for that.
 *
 * <pre>
 *             wrong, up to 4 times                 wrong: 1 s, 2 s, 4 s ... 60 s
 *   UNKNOWN ───────────────────────► MAY TRY ──────────────────────────────────► MUST WAIT
 *      ▲                              │   ▲                                          │
 *      └──── 10 minutes without ──────┘   └──────────── the time is over ────────────┘
 * </pre>
 *
 * <p>Bounded: the client whose last failure is the oldest is forgotten first. Each client has a
 * line in the log at its first failure, and then once a minute at most. Safe for all threads.
 */
final class FailedAttempts {

  static final int MOST_CLIENTS = 10_000;

  /** People mistype. */
  static final int FREE = 4;

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = 60 * SECOND;
  private static final long MEMORY = Duration.ofMinutes(10).toNanos();
  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private static final class Failures {
    int count;
    int logged;
    long lastAt;
    long loggedAt;
  }

  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of their last failures. Guarded by the lock. */
  private final Map<ClientNetwork, Failures> byClient = new LinkedHashMap<>();

  FailedAttempts(LongSupplier nanoClock) {
    this.clock = nanoClock;
  }

  /** Returns after how many seconds a client may try again; 0 for now. */
  long secondsToWait(ClientNetwork client) {
    lock.lock();
    try {
      var failures = known(client);
      if (failures == null) {
        return 0;
      }
      long left = delay(failures.count) - (clock.getAsLong() - failures.lastAt);
      return left <= 0 ? 0 : (left + SECOND - 1) / SECOND;
    } finally {
      lock.unlock();
    }
  }

  int count(ClientNetwork client) {
    lock.lock();
    try {
      var failures = known(client);
      return failures == null ? 0 : failures.count;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Failures known(ClientNetwork client) {
    var failures = byClient.get(client);
    return failures == null || clock.getAsLong() - failures.lastAt >= MEMORY ? null : failures;
  }

  private static long delay(int count) {
    return count <= FREE ? 0 : Math.min(LONGEST, SECOND << Math.min(count - FREE - 1, 10));
  }

  /** Counts a failure. */
  void failed(ClientNetwork client) {
    int toLog;
    lock.lock();
    try {
      var failures = known(client);
      byClient.remove(client);
      failures = failures == null ? new Failures() : failures;
      byClient.put(client, failures);
      if (byClient.size() > MOST_CLIENTS) {
        byClient.remove(byClient.keySet().iterator().next());
      }
      toLog = counted(failures);
    } finally {
      lock.unlock();
    }
    if (toLog > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "wrong credentials from "
              + client
              + (toLog == 1 ? "" : ", " + toLog + " times since the last such line"));
    }
  }

  /** Returns how many failures a line in the log is due for; 0 if there is none. */
  private int counted(Failures failures) {
    long now = clock.getAsLong();
    failures.count++;
    failures.lastAt = now;
    if (failures.logged > 0 && now - failures.loggedAt < SILENCE) {
      return 0;
    }
    int more = failures.count - failures.logged;
    failures.logged = failures.count;
    failures.loggedAt = now;
    return more;
  }

  int clients() {
    lock.lock();
    try {
      return byClient.size();
    } finally {
      lock.unlock();
    }
  }
}
