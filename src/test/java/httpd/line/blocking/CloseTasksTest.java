package httpd.line.blocking;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Take;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Sources": whose thread it is. */
class CloseTasksTest {

  private final CloseTasks owner = new CloseTasks();
  private final BlockingQueue<CloseTasks> seen = new LinkedBlockingQueue<>();

  private void pollAll(IteratorSource source) throws InterruptedException {
    owner.carry(() -> source.poll(() -> {})).run();
    Take.all(source);
  }

  @Test
  @DisplayName("L-40 the thread that reads a body belongs to the owner of the poll")
  void reader() throws Exception {
    pollAll(IteratorSource.of(Stream.of("a").peek(line -> seen.add(CloseTasks.current()))));
    assertSame(owner, seen.take());
    pollAll(IteratorSource.of(List.of("a").stream().map(this::seeing).iterator()));
    assertSame(owner, seen.take());
    assertNotSame(owner, CloseTasks.current());
  }

  private String seeing(String line) {
    seen.add(CloseTasks.current());
    return line;
  }

  @Test
  @DisplayName("L-40.1 a thread that a body starts belongs to no owner")
  void others() throws Exception {
    pollAll(
        IteratorSource.of(
            Stream.of("a")
                .peek(line -> Thread.startVirtualThread(() -> seen.add(CloseTasks.current())))));
    assertNotSame(owner, seen.take());
  }

  @Test
  @DisplayName("L-40 a task that a body's thread starts is waited for")
  void tasks() throws Exception {
    var started = new CountDownLatch(1);
    var ends = new CountDownLatch(1);
    pollAll(
        IteratorSource.of(
            Stream.of("a")
                .peek(line ->
                    CloseTasks.start(() -> {
                      seen.add(CloseTasks.current());
                      started.countDown();
                      awaitUninterrupted(ends);
                    }))));
    started.await();
    assertSame(owner, seen.take());
    assertFalse(owner.await(Duration.ofMillis(1)));
    ends.countDown();
    assertTrue(owner.await(Duration.ofSeconds(10)));
  }

  @Test
  @DisplayName("L-40.2 what a task throws goes to the default handler")
  void thrown() throws Exception {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    var failures = new LinkedBlockingQueue<Throwable>();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    try {
      var failure = new IllegalStateException("of the test");
      owner.begin(() -> {
        throw failure;
      });
      assertSame(failure, failures.take());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertTrue(owner.await(Duration.ofSeconds(10)));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
