package httpd.cli.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager that the server is alive, twice in the time that the manager waits, and
 * only if every event loop and a virtual thread have answered since the last time.
 *
 * <pre>
 *   ASKED ── half of the time, all have answered ──► told, asked again
 *     └───── half of the time, one has not ────────► not told; the manager restarts the process
 * </pre>
 */
public final class Watchdog implements AutoCloseable {

  /** Shorter intervals would keep a processor busy. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final long halfNanos;
  private final Supplier<CompletableFuture<Void>> server;
  private final Runnable alive;
  private final Consumer<String> warnings;
  private final CountDownLatch closing = new CountDownLatch(1);
  private boolean warned;

  Watchdog(
      long halfNanos,
      Supplier<CompletableFuture<Void>> server,
      Runnable alive,
      Consumer<String> warnings) {
    this.halfNanos = Math.max(halfNanos, LEAST_NANOS);
    this.server = server;
    this.alive = alive;
    this.warnings = warnings;
  }

  /** Starts one if the manager asks for it; null otherwise. {@code server} asks the event loops. */
  public static @Nullable Watchdog of(
      ServiceManager manager, Supplier<CompletableFuture<Void>> server, Consumer<String> warnings) {
    var patience = manager.patience();
    if (patience.isZero()) {
      return null;
    }
    var watchdog = new Watchdog(patience.toNanos() / 2, server, manager::alive, warnings);
    Thread.ofPlatform().daemon().name("httpd-watchdog").start(watchdog::run);
    return watchdog;
  }

  private void run() {
    try {
      var answer = server.get();
      while (!closing.await(halfNanos, TimeUnit.NANOSECONDS)) {
        answer = look(answer);
      }
    } catch (RejectedExecutionException stopped) {
      // The event loops have ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It is never interrupted by httpd.
    }
  }

  /** One look; the thread's work, and a test's. Returns the answer to wait for. */
  CompletableFuture<Void> look(CompletableFuture<Void> answer) {
    if (answer.isDone()) {
      warned = false;
      alive.run();
      return server.get();
    }
    if (!warned) {
      warned = true;
      warnings.accept(
          "an event loop does not answer, so the watchdog is not told that the server is alive");
    }
    return answer;
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
