package httpd.topic;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The positions of one log in memory: its epoch and the number of a line. The epoch is drawn by
 * chance, so that no position of an earlier run is taken for one of this.
 */
final class Positions {

  /** The number of a position that is of another log. */
  static final long FOREIGN = -1;

  private static final Pattern POSITION = Pattern.compile("([0-9a-z]{1,13})-([0-9]{1,18})");
  private static final SecureRandom CHANCE = new SecureRandom();

  private final String epoch;

  Positions() {
    this(Long.toString(CHANCE.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX));
  }

  /** Those of a log whose maker sees to it that no other has this epoch. */
  Positions(String epoch) {
    this.epoch = epoch;
  }

  /** Those with the epoch of a position. */
  static Positions ofEpochOf(String position) {
    var matcher = POSITION.matcher(position);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return new Positions(matcher.group(1));
  }

  /** Whether a text looks like a position of this log. */
  boolean mayBe(String text) {
    return text.startsWith(epoch + '-');
  }

  String of(long number) {
    return epoch + '-' + number;
  }

  /**
   * The number of the line with a position, or {@link #FOREIGN}.
   *
   * @throws IllegalArgumentException if it is not a position
   */
  long number(String position) {
    var matcher = POSITION.matcher(position);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return matcher.group(1).equals(epoch) ? Long.parseLong(matcher.group(2)) : FOREIGN;
  }
}
