package httpd.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what has no signal of its own: what the kernel or another process shows in the end. */
public final class Eventually {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Eventually() {}

  /** Waits until {@code problem} gives null; otherwise fails with what it says. */
  public static void isFine(Supplier<String> problem) {
    isFine(LIMIT, problem);
  }

  /** The same with a limit of its own. */
  public static void isFine(Duration limit, Supplier<String> problem) {
    long deadline = System.nanoTime() + limit.toNanos();
    String said = problem.get();
    while (said != null) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still so after " + limit + ": " + said);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      said = problem.get();
    }
  }

  /** Waits until the condition holds. */
  public static void holds(String what, Supplier<Boolean> condition) {
    isFine(() -> condition.get() ? null : "not yet: " + what);
  }
}
