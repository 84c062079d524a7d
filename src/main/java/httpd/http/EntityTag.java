package httpd.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag, which identifies one state of a file (RFC 9110, section 8.8.3).
 *
 * @param value between the quotes
 * @param weak whether the content is equivalent only
 */
public record EntityTag(String value, boolean weak) {

  /** Returns the tag of a field that has one; null if it is malformed. */
  public static @Nullable EntityTag of(String field) {
    var tags = parse(field);
    return tags.size() == 1 ? tags.getFirst() : null;
  }

  /** Returns the tags of a list up to a malformed one. */
  static List<EntityTag> parse(String list) {
    var tags = new ArrayList<EntityTag>();
    int at = skipSeparators(list, 0);
    while (at < list.length()) {
      boolean weak = list.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = open < list.length() ? list.indexOf('"', open + 1) : -1;
      if (close < 0 || list.charAt(open) != '"') {
        return tags;
      }
      tags.add(new EntityTag(list.substring(open + 1, close), weak));
      at = skipSeparators(list, close + 1);
    }
    return tags;
  }

  /** Returns whether the content is the same, byte for byte (RFC 9110, section 8.8.3.2). */
  boolean strongMatches(EntityTag other) {
    return !weak && !other.weak && value.equals(other.value);
  }

  /** Returns whether the content is equivalent. */
  boolean weakMatches(EntityTag other) {
    return value.equals(other.value);
  }

  /** Returns the tag as a header field has it. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + value + "\"";
  }

  private static int skipSeparators(String list, int from) {
    int at = from;
    while (at < list.length() && " \t,".indexOf(list.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
