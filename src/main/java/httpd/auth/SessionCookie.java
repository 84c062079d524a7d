package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Cookie;
import httpd.Headers;
import httpd.Request;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a browser that has signed in: {@code NAME.EXPIRY.MAC}. The server keeps nothing of
 * a session, so that it lasts over a restart. The key of the MAC is made from the line of the user
 * in the file: a changed password or a removed line ends all sessions of the user.
 *
 * <p>The name of the cookie has the {@link UserFile#id}: cookies do not distinguish ports, and two
 * files may have the same user.
 */
final class SessionCookie {

  static final Duration LIFE = Duration.ofDays(7);

  /** All cookies of this kind begin so; they are not passed on to handlers. */
  static final String PREFIX = "httpd-session-";

  private static final int LONGEST = 1024;

  /** Cookies of the name that are looked at: each costs a hash. */
  private static final int MOST = 8;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final String name;
  private final InstantSource clock;

  SessionCookie(String fileId, InstantSource clock) {
    this.name = PREFIX + fileId;
    this.clock = clock;
  }

  /** Returns a cookie for a user with a password. */
  Cookie make(String user, PasswordHash hash, boolean secure) {
    long expiry = clock.instant().plus(LIFE).getEpochSecond();
    var value =
        ENCODER.encodeToString(user.getBytes(UTF_8))
            + "."
            + expiry
            + "."
            + ENCODER.encodeToString(mac(user, expiry, hash));
    return marked(Cookie.of(name, value).withMaxAge(LIFE), secure);
  }

  /** Returns what makes the browser drop the cookie. */
  Cookie expired(boolean secure) {
    return marked(Cookie.expired(name), secure);
  }

  private static Cookie marked(Cookie cookie, boolean secure) {
    var strict = cookie.with("SameSite", "Strict");
    return secure ? strict.secure() : strict;
  }

  /**
   * Returns the user of a valid cookie, or null. Another server of this host, on any port, may have
   * set cookies of the same name, which the browser sends as well.
   */
  @Nullable String user(Request request, Users users) {
    return values(request)
        .limit(MOST)
        .map(value -> user(value, users))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private Stream<String> values(Request request) {
    var start = name + "=";
    return request.headers().all("Cookie").stream()
        .flatMap(field -> Arrays.stream(field.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(start) && pair.length() <= LONGEST)
        .map(pair -> pair.substring(start.length()));
  }

  private @Nullable String user(String value, Users users) {
    var parts = value.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      var user = new String(decoded(parts[0]), UTF_8);
      long expiry = Long.parseLong(parts[1]);
      var hash = users.password(user);
      var known = hash == null ? users.decoy(user) : hash;
      boolean isRight =
          known != null && MessageDigest.isEqual(mac(user, expiry, known), decoded(parts[2]));
      boolean isValid = isRight && hash != null && clock.instant().getEpochSecond() < expiry;
      return isValid ? user : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private static byte[] mac(String user, long expiry, PasswordHash hash) {
    var key = KeyedHash.sha256(("httpd session:" + user + ":" + hash.text()).getBytes(UTF_8));
    return new KeyedHash(key)
        .of(user.getBytes(UTF_8), ByteBuffer.allocate(Long.BYTES).putLong(expiry).array());
  }

  /** Returns the request without cookies of sessions, which are of no use to a handler. */
  static Request removed(Request request) {
    var cookies = request.headers().all("Cookie");
    if (cookies.stream().noneMatch(cookie -> cookie.contains(PREFIX))) {
      return request;
    }
    Headers headers = request.headers().without("Cookie");
    for (var cookie : cookies) {
      var others =
          Arrays.stream(cookie.split(";"))
              .map(String::strip)
              .filter(pair -> !pair.startsWith(PREFIX))
              .collect(Collectors.joining("; "));
      headers = others.isEmpty() ? headers : headers.plus("Cookie", others);
    }
    return request.withHeaders(headers);
  }
}
