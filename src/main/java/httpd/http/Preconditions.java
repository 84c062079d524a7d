package httpd.http;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a GET or HEAD, and whether they hold (RFC 9110, section 13).
 *
 * @param fields returns the values of a request header field
 * @param tag of the content; null if it has none
 * @param modified when the content was changed, in whole seconds; null if that is unknown
 */
public record Preconditions(
    Function<String, List<String>> fields, @Nullable EntityTag tag, @Nullable Instant modified) {

  /** What follows from the conditions. */
  public enum Outcome {
    PROCEED,
    NOT_MODIFIED,
    FAILED
  }

  /** Evaluates them in the order of section 13.2.2; a date beside an entity tag is ignored. */
  public Outcome outcome() {
    if (!fields.apply("If-Match").isEmpty()) {
      if (!matches("If-Match", current -> given -> current.strongMatches(given))) {
        return Outcome.FAILED;
      }
    } else if (isModifiedSince("If-Unmodified-Since", false)) {
      return Outcome.FAILED;
    }
    boolean asItWas =
        !fields.apply("If-None-Match").isEmpty()
            ? matches("If-None-Match", current -> given -> current.weakMatches(given))
            : !isModifiedSince("If-Modified-Since", true);
    return asItWas ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
  }

  /** Returns whether {@code If-Range} allows parts: it names exactly this content (13.1.5). */
  public boolean allowRange() {
    var all = fields.apply("If-Range");
    if (all.isEmpty()) {
      return true;
    }
    var given = all.getFirst();
    if (given.startsWith("\"") || given.startsWith("W/")) {
      var asked = EntityTag.of(given);
      return tag != null && asked != null && tag.strongMatches(asked);
    }
    return modified != null && modified.equals(HttpDate.parse(given));
  }

  private boolean matches(String header, Function<EntityTag, Predicate<EntityTag>> comparison) {
    var list = String.join(",", fields.apply(header));
    if (list.strip().equals("*")) {
      return true;
    }
    return tag != null && EntityTag.parse(list).stream().anyMatch(comparison.apply(tag));
  }

  /** Returns {@code otherwise} unless there is one field, with a valid date. */
  private boolean isModifiedSince(String header, boolean otherwise) {
    var all = fields.apply(header);
    var date = all.size() == 1 ? HttpDate.parse(all.getFirst()) : null;
    return (date == null || modified == null) ? otherwise : modified.isAfter(date);
  }
}
