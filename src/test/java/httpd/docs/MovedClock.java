package httpd.docs;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves, in UTC; handler files that a test loads find it by its name. */
public final class MovedClock extends Clock {

  /** Public, for handler files are loaded into a package of their own. */
  public static final MovedClock CLOCK = new MovedClock();

  private volatile Instant now = Instant.EPOCH;

  private MovedClock() {}

  void moveTo(String instant) {
    now = Instant.parse(instant);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
