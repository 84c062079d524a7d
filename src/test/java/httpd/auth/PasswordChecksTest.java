package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.auth.PasswordChecks.Outcome;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Identity": how passwords are checked. */
class PasswordChecksTest {

  private final Limits limits = Limits.standard().with(Bound.PASSWORDS, 5);
  private final PasswordChecks checks = new PasswordChecks(limits.of(Bound.PASSWORDS), 1);
  private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Semaphore running = new Semaphore(0);
  private LogCapture log;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  @AfterEach
  void releaseLog() {
    gate.countDown();
    log.close();
  }

  private record Asked(Thread thread, CompletableFuture<Outcome> outcome) {
    Outcome get() throws Exception {
      return outcome.get(30, TimeUnit.SECONDS);
    }
  }

  private Asked ask(String id, String client, int failures, BooleanSupplier work) {
    var outcome = new CompletableFuture<Outcome>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.complete(
                    checks.await(id.getBytes(UTF_8), new ClientNetwork(client), failures, work));
              } catch (Throwable failure) {
                outcome.completeExceptionally(failure);
              }
            });
    return new Asked(thread, outcome);
  }

  /** Asks, and waits until the check is in the queue. */
  private Asked queue(String id, String client, int failures) {
    int before = checks.held();
    var asked =
        ask(
            id,
            client,
            failures,
            () -> {
              order.add(id);
              return false;
            });
    Eventually.holds("it waits", () -> checks.held() > before || asked.outcome.isDone());
    return asked;
  }

  /** Takes the only thread until the gate opens. */
  private Asked hold(boolean right) throws Exception {
    var held =
        ask(
            "first",
            "holder",
            0,
            () -> {
              running.release();
              try {
                gate.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return right;
            });
    running.acquire();
    return held;
  }

  @Test
  @DisplayName("I-40 no more run at once than may, and the same password runs once")
  void atOnce() throws Exception {
    var held = hold(true);
    var ran = new AtomicInteger();
    var same = ask("first", "other", 0, () -> ran.incrementAndGet() > 0);
    var other = queue("second", "other", 0);
    assertEquals(List.of(), List.copyOf(order));
    gate.countDown();
    assertEquals(Outcome.RIGHT, held.get());
    assertEquals(Outcome.RIGHT, same.get());
    assertEquals(Outcome.WRONG, other.get());
    assertEquals(0, ran.get());
    Eventually.holds("two were checked", () -> checks.performed() == 2);
  }

  @Test
  @DisplayName("I-43 clients with fewer failures go first, the others in the order of arrival")
  void order() throws Exception {
    hold(false);
    var all =
        List.of(
            queue("failed thrice", "a", 3),
            queue("failed once", "b", 1),
            queue("failed once too", "c", 1),
            queue("never failed", "d", 0));
    gate.countDown();
    for (var one : all) {
      one.get();
    }
    assertEquals(
        List.of("never failed", "failed once", "failed once too", "failed thrice"),
        List.copyOf(order));
  }

  @Test
  @DisplayName("I-41 beyond the bound one with more failures gives way, otherwise it is refused")
  void bound() throws Exception {
    hold(false);
    var worst = queue("worst", "a", 9);
    var others = List.of(queue("b", "b", 1), queue("c", "c", 1), queue("d", "d", 1));
    assertEquals(Outcome.BUSY, ask("e", "e", 9, () -> true).get());
    var honest = ask("f", "f", 0, () -> false);
    assertEquals(Outcome.BUSY, worst.get());
    gate.countDown();
    assertEquals(Outcome.WRONG, honest.get());
    for (var one : others) {
      assertEquals(Outcome.WRONG, one.get());
    }
    assertEquals(2, limits.of(Bound.PASSWORDS).reached());
    assertEquals(1, log.records().size(), log.text());
  }

  @Test
  @DisplayName("I-42 one client has at most four")
  void share() throws Exception {
    hold(false);
    for (var id : List.of("1", "2", "3", "4")) {
      queue(id, "a", 0);
    }
    assertEquals(Outcome.TOO_MANY, ask("5", "a", 0, () -> true).get());
    gate.countDown();
    Eventually.holds("all are checked", () -> checks.held() == 0);
    assertEquals(Outcome.RIGHT, ask("5", "a", 0, () -> true).get());
  }

  @Test
  @DisplayName("I-40 a check whose client has gone is not made")
  void gone() throws Exception {
    hold(false);
    var asked = queue("gone", "a", 0);
    asked.thread.interrupt();
    assertThrows(ExecutionException.class, asked::get);
    gate.countDown();
    Eventually.holds("nothing is left", () -> checks.held() == 0);
    assertFalse(order.contains("gone"));
  }

  @Test
  @DisplayName("I-40 a check that fails is an error for its client alone")
  void failing() throws Exception {
    var failed =
        ask(
            "x",
            "a",
            0,
            () -> {
              throw new IllegalStateException("made up");
            });
    assertThrows(ExecutionException.class, failed::get);
    assertEquals(Outcome.RIGHT, ask("y", "a", 0, () -> true).get());
  }
}
