package httpd.source;

import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another (RFC 9110, section 8.8.3).
 *
 * @param value between the quotes
 * @param weak whether it stands for content that is only equivalent
 */
record EntityTag(String value, boolean weak) {

  /**
   * The strong tag of a file: its time of change in nanoseconds, its length, and the coding it is
   * sent in. Two states of the same length within one tick of the file system's clock are not told
   * apart. Null if the time is none, as in archives that set all times to the epoch.
   */
  static @Nullable EntityTag of(RegularFile file, @Nullable ContentCoding coding) {
    var modified = file.modified();
    if (!isTime(modified)) {
      return null;
    }
    var value =
        Long.toHexString(modified.to(TimeUnit.NANOSECONDS)) + "-" + Long.toHexString(file.size());
    return new EntityTag(coding == null ? value : value + "-" + coding.token(), false);
  }

  /**
   * Whether a file's time of change says anything: build tools write 0 or 1 where they know none.
   */
  static boolean isTime(FileTime modified) {
    return modified.to(TimeUnit.SECONDS) > 1;
  }

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
