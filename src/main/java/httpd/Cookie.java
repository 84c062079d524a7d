package httpd;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cookie for a client to keep (RFC 6265): {@code response.withCookie(Cookie.of("session",
 * id).withMaxAge(Duration.ofHours(8)))}. It is sent back to every path of this host, no script can
 * read it, and pages of other sites do not send it with their own requests; {@link #with} changes
 * that. Immutable.
 */
public final class Cookie {

  private final String name;
  private final String value;
  private final Map<String, String> attributes;

  private Cookie(String name, String value, Map<String, String> attributes) {
    this.name = name;
    this.value = value;
    this.attributes = attributes;
  }

  /**
   * Returns a cookie that lasts until the browser is closed.
   *
   * @param name a token
   * @param value visible ASCII without quotation marks, commas, semicolons, backslashes and blanks;
   *     any other text has to be encoded
   * @throws IllegalArgumentException if a character could end the value or begin an attribute
   */
  public static Cookie of(String name, String value) {
    new Headers.Field(name, ""); // A name of a cookie is a token, as that of a field.
    check(value, "\",;\\ ", "the value of cookie \"" + name + "\"");
    var standard = new LinkedHashMap<String, String>();
    standard.put("Path", "/");
    standard.put("HttpOnly", "");
    standard.put("SameSite", "Lax");
    return new Cookie(name, value, standard);
  }

  /** Returns a cookie that makes the client drop the one of this name. */
  public static Cookie expired(String name) {
    return of(name, "").withMaxAge(Duration.ZERO);
  }

  /** Returns a copy that lasts for this time. */
  public Cookie withMaxAge(Duration age) {
    return with("Max-Age", Long.toString(Math.max(0, age.toSeconds())));
  }

  /** Returns a copy for the paths below this one. */
  public Cookie withPath(String path) {
    return with("Path", path);
  }

  /** Returns a copy that is never sent without TLS. */
  public Cookie secure() {
    return with("Secure", "");
  }

  /**
   * Returns a copy with an attribute, as {@code with("SameSite", "Strict")} or {@code
   * with("Domain", "example.org")}.
   *
   * @param name its case does not count for clients
   * @param value "" for an attribute without one, null to leave the attribute out
   * @throws IllegalArgumentException if a character could end the value
   */
  public Cookie with(String name, @Nullable String value) {
    new Headers.Field(name, "");
    var more = new LinkedHashMap<>(attributes);
    more.keySet().removeIf(name::equalsIgnoreCase);
    if (value != null) {
      check(value, ";", "the attribute " + name + " of cookie \"" + this.name + "\"");
      more.put(name, value);
    }
    return new Cookie(this.name, this.value, more);
  }

  /** Returns the value of {@code Set-Cookie}. */
  @Override
  public String toString() {
    return name
        + "="
        + value
        + attributes.entrySet().stream().map(Cookie::text).collect(Collectors.joining());
  }

  private static String text(Entry<String, String> attribute) {
    var value = attribute.getValue();
    return "; " + attribute.getKey() + (value.isEmpty() ? "" : "=" + value);
  }

  private static void check(String value, String refused, String what) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7f || refused.indexOf(c) >= 0) {
        throw new IllegalArgumentException(
            "%s has the character U+%04X at index %s; PercentEncoding.encode makes it fit"
                .formatted(what, (int) c, i));
      }
    }
  }

  /** Returns the value of the first cookie of this name, without quotation marks, or null. */
  static @Nullable String find(Headers headers, String name) {
    for (var field : headers.all("Cookie")) {
      for (var pair : field.split(";")) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          var value = pair.substring(equals + 1).strip();
          boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
          return quoted ? value.substring(1, value.length() - 1) : value;
        }
      }
    }
    return null;
  }
}
