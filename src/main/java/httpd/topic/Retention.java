package httpd.topic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a log keeps: the oldest records are dropped beyond any of the bounds, the newest never.
 *
 * @param records the most records; {@link Long#MAX_VALUE} for any number
 * @param bytes the most bytes of contents; {@link Long#MAX_VALUE} for any number
 * @param age the longest time since a record was appended; null for any
 */
public record Retention(long records, long bytes, @Nullable Duration age) {

  /** Everything. */
  public static final Retention ALL = new Retention(Long.MAX_VALUE, Long.MAX_VALUE, null);

  /** Checks all. */
  public Retention {
    if (records < 1 || bytes < 1 || (age != null && !age.isPositive())) {
      throw new IllegalArgumentException(
          "a log keeps at least 1 record of 1 byte for some time, was "
              + records
              + " of "
              + bytes
              + " for "
              + age);
    }
  }
}
