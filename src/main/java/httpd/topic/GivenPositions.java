package httpd.topic;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Positions that another server has given to the lines of a ring, as {@code TIME-NUMBER}: only the
 * ring knows the time that belongs to a number.
 */
final class GivenPositions extends Positions {

  private static final Pattern POSITION = Pattern.compile("([0-9]{1,20})-([0-9]{1,18})");

  /** Set once, before the first use. */
  @Nullable MemoryRing ring;

  GivenPositions() {
    super("");
  }

  /** The number in a position that was given. */
  static long numberIn(String position) {
    var matcher = POSITION.matcher(position);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return Long.parseLong(matcher.group(2));
  }

  @Override
  public boolean mayBe(String text) {
    return POSITION.matcher(text).matches();
  }

  @Override
  public String of(long number) {
    return ring == null ? "" : ring.positionOf(number);
  }

  @Override
  public long number(String position) {
    long number = numberIn(position);
    boolean isKept = ring != null && ring.has(number) && of(number).equals(position);
    return isKept ? number : FOREIGN;
  }
}
