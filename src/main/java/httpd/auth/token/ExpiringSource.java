package httpd.auth.token;

import httpd.line.ForwardingSource;
import httpd.line.LineSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Lines that a client may read until its token expires. */
final class ExpiringSource extends ForwardingSource {

  private final Instant end;
  private final InstantSource clock;

  ExpiringSource(LineSource lines, Instant end, InstantSource clock) {
    super(lines);
    this.end = end;
    this.clock = clock;
  }

  @Override
  public long remainingNanos() {
    long own = nanos(Duration.between(clock.instant(), end));
    return Math.min(own, super.remainingNanos());
  }

  private static long nanos(Duration left) {
    return left.toDays() > Short.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, left.toNanos());
  }

  @Override
  public @Nullable Object shared() {
    return sharedBelow();
  }
}
