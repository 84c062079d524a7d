package httpd.durable;

import static httpd.durable.StreamFields.only;

import httpd.HttpException;
import httpd.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a stream lives: for a time after its last use, until an instant, or for ever.
 *
 * @param ttl the seconds after its last read or append; null for no such bound
 * @param expiresAt as the creator wrote it (RFC 3339); null for no such bound
 */
record StreamLife(@Nullable Long ttl, @Nullable String expiresAt) {

  static final StreamLife UNBOUNDED = new StreamLife(null, null);

  static final String TTL = "ttl";
  static final String EXPIRES_AT = "expires-at";

  private static final int YEAR_DIGITS = 4;
  private static final Pattern SECONDS = Pattern.compile("0|[1-9][0-9]{0,9}");

  /** Reads the fields of a PUT; throws a 400 if they are invalid. */
  static StreamLife of(Request request) {
    var ttl = only(request, StreamFields.TTL);
    var expiresAt = only(request, StreamFields.EXPIRES_AT);
    if (ttl != null && expiresAt != null) {
      throw new HttpException(400, "Stream-TTL and Stream-Expires-At exclude each other; send one");
    }
    if (ttl != null && !SECONDS.matcher(ttl).matches()) {
      throw new HttpException(
          400, "Stream-TTL is a number of seconds, as 3600, of at most 10 digits; was " + ttl);
    }
    if (expiresAt != null) {
      var _ = instant(expiresAt);
    }
    return new StreamLife(ttl == null ? null : Long.valueOf(ttl), expiresAt);
  }

  static StreamLife of(Map<String, String> attributes) {
    var ttl = attributes.get(TTL);
    return new StreamLife(ttl == null ? null : Long.valueOf(ttl), attributes.get(EXPIRES_AT));
  }

  private static Instant instant(String text) {
    try {
      if (text.indexOf('-') == YEAR_DIGITS) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeException e) {
      // The same.
    }
    throw new HttpException(
        400, "Stream-Expires-At is a time such as 2030-01-31T12:00:00Z; was " + text);
  }

  boolean isBounded() {
    return ttl != null || expiresAt != null;
  }

  /** Whether both end at the same time. */
  boolean matches(StreamLife other) {
    return Objects.equals(ttl, other.ttl) && Objects.equals(expiry(), other.expiry());
  }

  private @Nullable Instant expiry() {
    return expiresAt == null ? null : instant(expiresAt);
  }

  /** Returns when it ends, in milliseconds of the wall clock; {@link Long#MAX_VALUE} for never. */
  long end(long lastUse) {
    if (ttl != null) {
      return lastUse + ttl * 1000;
    }
    return expiresAt == null ? Long.MAX_VALUE : instant(expiresAt).toEpochMilli();
  }

  @Override
  public String toString() {
    return ttl == null ? String.valueOf(expiresAt) : ttl + " s";
  }
}
