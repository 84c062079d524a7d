package httpd.cli.option;

import java.time.Duration;
import java.util.regex.Pattern;

/** The value of an option that is a time: {@code 500ms}, {@code 15s}, {@code 2m}, {@code off}. */
final class TimeSpan {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

  private static final Pattern DAYS = Pattern.compile("[0-9]{1,6}d");

  private TimeSpan() {}

  /** Reads a time that may also be in days, such as {@code 7d}. */
  static Duration readLong(String value) {
    return DAYS.matcher(value).matches()
        ? Duration.ofDays(Integer.parseInt(value, 0, value.length() - 1, 10))
        : read(value, "ms, s, m, h or d", "500ms, 15s, 2m, 12h, 7d or off");
  }

  /** Zero for off. */
  static Duration read(String value) {
    return read(value, "ms, s, m or h", "500ms, 15s, 2m or off");
  }

  private static Duration read(String value, String units, String examples) {
    var time = TIME.matcher(value);
    if (value.equals("off")) {
      return Duration.ZERO;
    }
    if (!time.matches() || Integer.parseInt(time.group(1)) == 0) {
      throw new InvalidValueException(
          "a time is a number with " + units + " after it", "write " + examples);
    }
    int number = Integer.parseInt(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
