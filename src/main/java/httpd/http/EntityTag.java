package httpd.http;

import java.util.ArrayList;
import java.util.List;

/**
 * What tells one state of a file from another (RFC 9110, section 8.8.3).
 *
 * @param value between the quotes
 * @param weak whether it stands for content that is only equivalent
 */
public record EntityTag(String value, boolean weak) {

  /** The tags of a list; what stands behind a malformed one is left out. */
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

  /** RFC 9110, section 8.8.3.2: the content is the same, byte for byte. */
  boolean strongMatches(EntityTag other) {
    return !weak && !other.weak && value.equals(other.value);
  }

  /** The content is equivalent. */
  boolean weakMatches(EntityTag other) {
    return value.equals(other.value);
  }

  /** As it stands in a header. */
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
