package httpd.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Range} asks for (RFC 9110, section 14.2), cut to the file's length.
 *
 * <p>Ranges that overlap, or lie so close that a part of its own would be longer than what is
 * between them, are sent as one. More than {@value #MOST_SPECS} in a header, or more than {@value
 * #MOST_PARTS} parts after that, are taken for an abuse, and the header for none.
 */
final class ByteRanges {

  private static final int MOST_SPECS = 64;
  private static final int MOST_PARTS = 16;

  /** About the length of the head of a part. */
  private static final long GAP = 128;

  private static final Pattern HEADER =
      Pattern.compile("bytes=(.+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern SPEC = Pattern.compile("(\\d*)-(\\d*)");

  private ByteRanges() {}

  /**
   * The ranges in the order in which they were asked for; empty if the file has none of them, null
   * if the whole file is to be sent instead: the header is malformed, in other units or too much.
   */
  static @Nullable List<ByteRange> parse(String header, long size) {
    var matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      return null;
    }
    var specs = matcher.group(1).split(",", MOST_SPECS + 1);
    if (specs.length > MOST_SPECS) {
      return null;
    }
    var ranges = new ArrayList<ByteRange>();
    boolean none = true;
    for (var spec : specs) {
      if (!spec.isBlank()) {
        none = false;
        if (!add(spec.strip(), size, ranges)) {
          return null;
        }
      }
    }
    if (none) {
      return null;
    }
    return ranges.size() > MOST_PARTS ? null : ranges;
  }

  /** Adds what the file has of one range; false if it is malformed. */
  private static boolean add(String spec, long size, List<ByteRange> ranges) {
    var matcher = SPEC.matcher(spec);
    if (!matcher.matches() || spec.equals("-")) {
      return false;
    }
    long from = number(matcher.group(1));
    long to = number(matcher.group(2));
    if (matcher.group(1).isEmpty()) {
      if (to > 0) {
        coalesce(new ByteRange(Math.max(0, size - to), size - 1), ranges);
      }
      return true;
    }
    if (!matcher.group(2).isEmpty() && to < from) {
      return false;
    }
    if (from < size) {
      long last = matcher.group(2).isEmpty() ? size - 1 : Math.min(to, size - 1);
      coalesce(new ByteRange(from, last), ranges);
    }
    return true;
  }

  /** Joins it with all that it touches, in the place of the first of them. */
  private static void coalesce(ByteRange range, List<ByteRange> ranges) {
    var joined = range;
    int place = ranges.size();
    for (int i = ranges.size() - 1; i >= 0; i--) {
      if (ranges.get(i).touches(joined, GAP)) {
        joined = joined.and(ranges.remove(i));
        place = i;
        i = ranges.size(); // What has grown may touch one that was passed over.
      }
    }
    ranges.add(Math.min(place, ranges.size()), joined);
  }

  /** More than a long holds is beyond every file; nothing is 0. */
  private static long number(String digits) {
    if (digits.isEmpty()) {
      return 0;
    }
    var significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
