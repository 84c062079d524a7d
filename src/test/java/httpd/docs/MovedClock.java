package httpd.docs;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock in UTC that a test moves. Handler files that a test loads find it by its name. */
public final class MovedClock extends Clock {

  /** Public, since handler files are loaded into another package. */
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
