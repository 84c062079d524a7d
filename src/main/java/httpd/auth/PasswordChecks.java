package httpd.auth;

import httpd.limit.Limit;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks passwords, a few at once: each computes for a tenth of a second and more.
 *
 * <pre>
 *   await() ──► WAITING ── a thread is free ──► RUNNING ──► RIGHT or WRONG, for all who wait for it
 *     │           │ the last client that waits has gone, or one with fewer failures needs the place
 *     │           └──► dropped, BUSY
 *     └── no place ──► BUSY, or TOO_MANY of this client
 * </pre>
 *
 * <p>Clients with fewer failures go first, so that guesses of many clients delay a client that has
 * not failed by no more than the checks that are running. The same name and password are checked
 * once for all who send them meanwhile. The threads are of the system, which divides the processors
 * among them and the event loops, and end when nothing waits. Safe for all threads.
 */
final class PasswordChecks {

  enum Outcome {
    RIGHT,
    WRONG,
    BUSY,
    TOO_MANY
  }

  /** Passwords of one client that are checked or wait for it: a browser tries one at a time. */
  static final int MOST_OF_CLIENT = 4;

  private static final class Check {
    final ByteBuffer id;
    final ClientNetwork client;
    final int failures;
    final long number;
    final BooleanSupplier work;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    int waiting;

    Check(byte[] id, ClientNetwork client, int failures, long number, BooleanSupplier work) {
      this.id = ByteBuffer.wrap(id);
      this.client = client;
      this.failures = failures;
      this.number = number;
      this.work = work;
    }
  }

  private static final Comparator<Check> FEWEST_FAILURES_FIRST =
      Comparator.<Check>comparingInt(check -> check.failures)
          .thenComparingLong(check -> check.number);

  private final Limit limit;
  private final int atOnce;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final PriorityQueue<Check> queue = new PriorityQueue<>(FEWEST_FAILURES_FIRST);
  private final Map<ByteBuffer, Check> byId = new HashMap<>();
  private final Map<ClientNetwork, Integer> ofClients = new HashMap<>();
  private int threads;
  private long number;
  private long performed;

  /**
   * Makes checks.
   *
   * @param limit of those that run and wait
   * @param atOnce of those that run
   */
  PasswordChecks(Limit limit, int atOnce) {
    this.limit = limit;
    this.atOnce = atOnce;
  }

  /** Makes checks that leave half of the processors to others. */
  static PasswordChecks of(Limit limit) {
    return new PasswordChecks(limit, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /**
   * Waits for a check.
   *
   * @param id stands for what is checked
   * @param failures of the client so far
   */
  Outcome await(byte[] id, ClientNetwork client, int failures, BooleanSupplier work)
      throws InterruptedException {
    Check check;
    lock.lock();
    try {
      check = byId.get(ByteBuffer.wrap(id));
      if (check == null) {
        if (ofClients.getOrDefault(client, 0) >= MOST_OF_CLIENT) {
          return Outcome.TOO_MANY;
        }
        check = new Check(id, client, failures, number++, work);
        if (!makePlace(check)) {
          return Outcome.BUSY;
        }
        add(check);
      }
      check.waiting++;
    } finally {
      lock.unlock();
    }
    return outcome(check);
  }

  private Outcome outcome(Check check) throws InterruptedException {
    try {
      return check.outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be checked", e.getCause());
    } finally {
      lock.lock();
      try {
        check.waiting--;
        if (check.waiting == 0 && queue.remove(check)) {
          forget(check);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns false if all that wait have fewer failures. */
  private boolean makePlace(Check check) {
    if (limit.most() == 0 || byId.size() < limit.most()) {
      return true;
    }
    limit.reached(() -> "a password of " + check.client + " is answered 503");
    var last = queue.stream().max(FEWEST_FAILURES_FIRST).orElse(null);
    if (last == null || last.failures <= check.failures) {
      return false;
    }
    queue.remove(last);
    forget(last);
    last.outcome.complete(Outcome.BUSY);
    return true;
  }

  private void add(Check check) {
    if (threads < atOnce) {
      Thread.ofPlatform().daemon().name("httpd-password").start(this::run);
      threads++;
    }
    queue.add(check);
    byId.put(check.id, check);
    ofClients.merge(check.client, 1, Integer::sum);
  }

  private void forget(Check check) {
    byId.remove(check.id);
    ofClients.computeIfPresent(check.client, (client, count) -> count == 1 ? null : count - 1);
  }

  private void run() {
    for (var check = next(); check != null; check = next()) {
      try {
        boolean right = check.work.getAsBoolean();
        ended(check);
        check.outcome.complete(right ? Outcome.RIGHT : Outcome.WRONG);
      } catch (Throwable failure) { // For those who wait; the thread continues.
        ended(check);
        check.outcome.completeExceptionally(failure);
      }
    }
  }

  /** Returns how many passwords are checked now, or wait for it. */
  int held() {
    lock.lock();
    try {
      return byId.size();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many passwords were checked so far. */
  long performed() {
    lock.lock();
    try {
      return performed;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Check next() {
    lock.lock();
    try {
      var check = queue.poll();
      threads -= check == null ? 1 : 0;
      return check;
    } finally {
      lock.unlock();
    }
  }

  private void ended(Check check) {
    lock.lock();
    try {
      performed++;
      forget(check);
    } finally {
      lock.unlock();
    }
  }
}
