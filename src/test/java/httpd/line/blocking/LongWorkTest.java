package httpd.line.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LongWorkTest {

  private static final int MORE_THAN_CARRIERS = 4 * Runtime.getRuntime().availableProcessors();
  private static final long TURN_NANOS = 5_000_000;

  private final List<Thread> computing = new ArrayList<>();
  private final AtomicInteger stillInterrupted = new AtomicInteger();
  private volatile boolean isStopped;

  @AfterEach
  void stop() throws InterruptedException {
    isStopped = true;
    for (var thread : computing) {
      thread.join();
    }
  }

  @Test
  @DisplayName("S-22.1 threads that compute, more than the carriers, let each new thread run")
  void newThreads() throws InterruptedException {
    startComputing();
    assertNewThreadsRun();
  }

  @Test
  @DisplayName("S-22.1 interrupted threads take turns too, and stay interrupted")
  void interruptedThreads() throws InterruptedException {
    startComputing();
    computing.forEach(Thread::interrupt);
    assertNewThreadsRun();
    stop();
    assertEquals(MORE_THAN_CARRIERS, stillInterrupted.get());
  }

  @Test
  @DisplayName("S-22.1 a thread that takes no turns holds up one carrier, not the others")
  void threadWithoutTurns() throws InterruptedException {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "it would hold up the only carrier");
    computing.add(Thread.ofVirtual().start(this::computeWithoutTurns));
    startComputing();
    assertNewThreadsRun();
  }

  private void computeWithoutTurns() {
    while (!isStopped) {
      Thread.onSpinWait();
    }
  }

  private void startComputing() {
    for (int i = 0; i < MORE_THAN_CARRIERS; i++) {
      computing.add(Thread.ofVirtual().start(this::compute));
    }
  }

  private void compute() {
    while (!isStopped) {
      long began = System.nanoTime();
      while (System.nanoTime() - began < TURN_NANOS) {
        Thread.onSpinWait();
      }
      LongWork.giveTurn();
    }
    if (Thread.interrupted()) {
      stillInterrupted.incrementAndGet();
    }
  }

  private static void assertNewThreadsRun() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      var hasRun = new CountDownLatch(1);
      Thread.ofVirtual().start(hasRun::countDown);
      assertTrue(hasRun.await(30, TimeUnit.SECONDS), "round " + round);
    }
  }
}
