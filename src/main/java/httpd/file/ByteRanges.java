package httpd.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a {@code Range} (RFC 9110, section 14.2) for a file of a known length.
 *
 * <p>Ranges that overlap, or that have so few bytes between them that the head of a part would be
 * longer, become one. More than {@value #MOST_SPECS} ranges, or more than {@value #MOST_PARTS}
 * parts after that, are treated as abusive, and the header is ignored.
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
   * Returns the ranges in the order of the header, empty if the file has none of them; null if the
   * header is ignored: malformed, in other units or abusive.
   */
  static @Nullable List<ByteRange> parse(String header, long size) {
    var matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      return null;
    }
    var specs = matcher.group(1).split(",", MOST_SPECS + 1);
    boolean blank = Arrays.stream(specs).allMatch(String::isBlank);
    if (specs.length > MOST_SPECS || blank) {
      return null;
    }
    var ranges = new ArrayList<ByteRange>();
    for (var spec : specs) {
      if (!spec.isBlank() && !add(spec.strip(), size, ranges)) {
        return null;
      }
    }
    return ranges.size() > MOST_PARTS ? null : ranges;
  }

  /** Adds the part of one range that the file has; false if it is malformed. */
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

  /** Joins a range with all that it touches, at the place of the first of them. */
  private static void coalesce(ByteRange range, List<ByteRange> ranges) {
    var joined = range;
    int place = ranges.size();
    for (int i = ranges.size() - 1; i >= 0; i--) {
      if (ranges.get(i).touches(joined, GAP)) {
        joined = joined.and(ranges.remove(i));
        place = i;
        i = ranges.size(); // Start again: the longer range may touch others.
      }
    }
    ranges.add(Math.min(place, ranges.size()), joined);
  }

  /** Reads a number; one that is too long for a long is beyond every file, none is 0. */
  private static long number(String digits) {
    if (digits.isEmpty()) {
      return 0;
    }
    var significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
