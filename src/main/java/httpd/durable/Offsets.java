package httpd.durable;

import httpd.HttpException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Offsets of streams: positions of logs as text that sorts. A position {@code EPOCH-NUMBER} is the
 * offset {@code EPOCH_0000000000000012}.
 */
final class Offsets {

  static final String BEGINNING = "-1";
  static final String NOW = "now";

  private static final int DIGITS = 16;
  private static final Pattern OFFSET = Pattern.compile("([0-9a-z]{1,20})_([0-9]{16,20})");
  private static final Pattern ZEROS = Pattern.compile("0+_0+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private Offsets() {}

  static String of(String position) {
    int dash = position.lastIndexOf('-');
    var number = position.substring(dash + 1);
    return position.substring(0, dash)
        + '_'
        + "0".repeat(Math.max(0, DIGITS - number.length()))
        + number;
  }

  /** Whether an offset is the beginning of any stream: {@code -1}, or nothing but zeros. */
  static boolean isBeginning(String offset) {
    return offset.equals(BEGINNING) || ZEROS.matcher(offset).matches();
  }

  /**
   * Returns the position of an offset.
   *
   * @throws HttpException 400 if it is not one
   */
  static String position(String offset) {
    var matcher = OFFSET.matcher(offset);
    if (!matcher.matches()) {
      throw new HttpException(
          400, "the offset \"" + offset + "\" is invalid; send one that this server has returned");
    }
    return matcher.group(1) + '-' + new BigInteger(matcher.group(2));
  }

  /** Compares two positions of one stream. */
  static int compare(String position, String other) {
    return of(position).compareTo(of(other));
  }

  /** Whether a position that is less than the oldest of a log can have been one of that log. */
  static boolean mayBeDropped(String position, String oldest) {
    var epoch = epoch(position);
    var current = epoch(oldest);
    return epoch.equals(current)
        || (NUMBER.matcher(epoch).matches() && NUMBER.matcher(current).matches());
  }

  private static String epoch(String position) {
    return position.substring(0, position.lastIndexOf('-'));
  }
}
