package httpd.auth.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** When a token is accepted (RFC 7519, section 4.1): clocks may differ by a minute. */
record TokenTimes(InstantSource clock) {

  static final Duration LEEWAY = Duration.ofMinutes(1);

  /** The end of the year 9999. */
  private static final double LAST_SECOND = 253_402_300_799.0;

  private static final double MILLIS = 1000;

  /**
   * Checks that a token is accepted now.
   *
   * @return when it is no longer
   */
  Instant check(TokenJson claims) throws InvalidTokenException {
    var expiry = instant(claims, "exp");
    if (expiry == null) {
      throw new InvalidTokenException("it has no \"exp\"");
    }
    var now = clock.instant();
    var end = expiry.plus(LEEWAY);
    if (!now.isBefore(end)) {
      throw new InvalidTokenException("it has expired, at " + expiry);
    }
    notBefore(claims, "nbf", now);
    notBefore(claims, "iat", now);
    return end;
  }

  private static void notBefore(TokenJson claims, String member, Instant now)
      throws InvalidTokenException {
    var start = instant(claims, member);
    if (start != null && now.plus(LEEWAY).isBefore(start)) {
      throw new InvalidTokenException("its \"" + member + "\" is in the future, " + start);
    }
  }

  private static @Nullable Instant instant(TokenJson claims, String member)
      throws InvalidTokenException {
    var number = claims.number(member);
    if (number == null) {
      return null;
    }
    double seconds = number.doubleValue();
    if (!(seconds >= 0 && seconds <= LAST_SECOND)) { // Also if it is not a number.
      throw new InvalidTokenException("its \"" + member + "\" is not a time");
    }
    return Instant.ofEpochMilli((long) (seconds * MILLIS));
  }
}
