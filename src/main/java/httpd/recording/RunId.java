package httpd.recording;

import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of runs and of the places in them. A run has 25 small letters and digits, 129 bits that
 * cannot be guessed; a place is {@code RUN-BYTES}.
 */
final class RunId {

  private static final int LENGTH = 25;
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final Pattern ID = Pattern.compile("[0-9a-z]{25}");
  private static final Pattern POSITION = Pattern.compile("([0-9a-z]{25})-([0-9]{1,18})");
  private static final SecureRandom CHANCE = new SecureRandom();

  private RunId() {}

  static String draw() {
    var id = new StringBuilder(LENGTH);
    CHANCE.ints(LENGTH, 0, DIGITS.length()).forEach(digit -> id.append(DIGITS.charAt(digit)));
    return id.toString();
  }

  static boolean isOne(@Nullable String text) {
    return text != null && ID.matcher(text).matches();
  }

  /** Returns the run of a position, or null if the text is not one. */
  static @Nullable String ofPosition(@Nullable String text) {
    var matcher = POSITION.matcher(text == null ? "" : text);
    return matcher.matches() ? matcher.group(1) : null;
  }

  static String position(String run, long bytes) {
    return run + '-' + bytes;
  }

  /**
   * Returns the number of bytes before a position of this run; -1 for another run.
   *
   * @throws IllegalArgumentException if it is not a position
   */
  static long bytes(String run, String position) {
    var matcher = POSITION.matcher(position);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return matcher.group(1).equals(run) ? Long.parseLong(matcher.group(2)) : -1;
  }
}
