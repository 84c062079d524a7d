package httpd.disk;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When appended records are written through to the disk.
 *
 * @param delay zero for before they are acknowledged, otherwise the longest time after it; null for
 *     whenever the operating system does
 */
public record SyncPolicy(@Nullable Duration delay) {

  /** Acknowledged records survive a power failure. */
  public static final SyncPolicy ALWAYS = new SyncPolicy(Duration.ZERO);

  /** Never written through by the store: acknowledged records survive the process alone. */
  public static final SyncPolicy BY_SYSTEM = new SyncPolicy(null);

  /** At most 100 ms of records are lost by a power failure. */
  public static final SyncPolicy DEFAULT = new SyncPolicy(Duration.ofMillis(100));

  boolean isAlways() {
    return delay != null && delay.isZero();
  }

  boolean isBySystem() {
    return delay == null;
  }

  @Override
  public String toString() {
    if (delay == null) {
      return "os";
    }
    return delay.isZero() ? "always" : delay.toMillis() + "ms";
  }
}
