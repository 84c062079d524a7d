package httpd.route;

import httpd.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a message has in one of its fields, if it belongs to certain paths: {@code [PATH: ]Name:
 * value}. Without a value the field is removed. Values may be secrets: {@code toString} has none.
 *
 * @param path the paths of requests that the rule is for; null for all
 * @param current returns the value for the next message; "" removes the field
 */
public record HeaderRule(@Nullable PathPattern path, String name, Supplier<String> current) {

  /** Fields that each sender sets for its own message or connection (RFC 9110, section 7.6.1). */
  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException if it is not one; it says what is wrong
   */
  public static HeaderRule of(String text) {
    int blank = text.startsWith("/") ? text.indexOf(": ") : 0;
    if (blank < 0) {
      throw new IllegalArgumentException("there is no field after the path");
    }
    var path = blank == 0 ? null : PathPattern.of(text.substring(0, blank));
    var field = blank == 0 ? text : text.substring(blank + 2);
    int colon = field.indexOf(':');
    if (colon <= 0 || field.substring(0, colon).strip().indexOf(' ') > 0) {
      throw new IllegalArgumentException("there is no colon after the name of the field");
    }
    var value = field.substring(colon + 1).strip();
    return new HeaderRule(path, name(field.substring(0, colon)), () -> value);
  }

  private static String name(String text) {
    var name = text.strip();
    var _ = new Headers.Field(name, ""); // Checks the name.
    if (OF_A_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          name + " belongs to a connection, and each server sets its own");
    }
    return name;
  }

  /** Checks the value. */
  public HeaderRule {
    var _ = new Headers.Field(name, current.get());
  }

  /** Returns a copy with another value, which may change. */
  public HeaderRule withValue(Supplier<String> other) {
    return new HeaderRule(path, name, other);
  }

  /** Returns the value that it has now; empty if the field is removed. */
  public String value() {
    return current.get();
  }

  /** Whether it removes the field. */
  public boolean removes() {
    return value().isEmpty();
  }

  /** Whether it is for a request's path, as sent. */
  public boolean takes(String requested) {
    return path == null || path.takes(requested);
  }

  /** Returns fields as the rules of a path want them: each field as the last rule for it says. */
  public static Headers apply(List<HeaderRule> rules, String requested, Headers fields) {
    var changed = fields;
    for (var rule : rules) {
      if (rule.takes(requested)) {
        changed = rule.applyTo(changed);
      }
    }
    return changed;
  }

  /** Returns fields as this rule wants them, whatever the path. */
  public Headers applyTo(Headers fields) {
    var value = value();
    return value.isEmpty() ? fields.without(name) : fields.with(name, value);
  }

  @Override
  public String toString() {
    return (path == null ? "" : path + ": ") + name + ": ...";
  }
}
