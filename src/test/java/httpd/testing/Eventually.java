package httpd.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits for what has no signal of its own: what the kernel or another process shows in the end. */
public final class Eventually {

  private static final int STILL_LOOKS = 60;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Eventually() {}

  /** Waits until {@code problem} gives null; otherwise fails with its text, which is made then. */
  public static void isFine(Supplier<?> problem) {
    isFine(LIMIT, problem);
  }

  /** The same with a limit of its own. */
  public static void isFine(Duration limit, Supplier<?> problem) {
    long deadline = System.nanoTime() + limit.toNanos();
    Object said = problem.get();
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

  /** Waits until a counter has begun and then stands still over many looks; gives its value. */
  public static long rests(LongSupplier counter) {
    var looks =
        new Object() {
          long seen = -1;
          int still;
        };
    isFine(() -> {
      long now = counter.getAsLong();
      looks.still = now > 0 && now == looks.seen ? looks.still + 1 : 0;
      looks.seen = now;
      return looks.still >= STILL_LOOKS ? null : "not at rest: " + now;
    });
    return looks.seen;
  }
}
