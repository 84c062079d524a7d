package httpd.topic;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The positions of one log: its epoch and the number of a line. The epoch is drawn by chance, so
 * that no position of an earlier run is taken for one of this.
 */
public sealed class Positions permits GivenPositions {

  /** The number of a position that is of another log. */
  public static final long FOREIGN = -1;

  private static final Pattern POSITION = Pattern.compile("([0-9a-z]{1,13})-([0-9]{1,18})");
  private static final SecureRandom CHANCE = new SecureRandom();

  private final String epoch;

  /** Those of a new log. */
  public Positions() {
    this(Long.toString(CHANCE.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX));
  }

  /** Those of a log whose maker sees to it that no other has this epoch. */
  public Positions(String epoch) {
    this.epoch = epoch;
  }

  /** Those with the epoch of a position. */
  public static Positions ofEpochOf(String position) {
    var matcher = POSITION.matcher(position);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return new Positions(matcher.group(1));
  }

  /** What all positions of this log begin with. */
  public String epoch() {
    return epoch;
  }

  /** Whether a text looks like a position of this log. */
  public boolean mayBe(String text) {
    return text.startsWith(epoch + '-');
  }

  public String of(long number) {
    return epoch + '-' + number;
  }

  /**
   * The number of the line with a position, or {@link #FOREIGN}.
   *
   * @throws IllegalArgumentException if it is not a position
   */
  public long number(String position) {
    var matcher = POSITION.matcher(position);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return matcher.group(1).equals(epoch) ? Long.parseLong(matcher.group(2)) : FOREIGN;
  }
}
