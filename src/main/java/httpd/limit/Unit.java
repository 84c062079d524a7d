package httpd.limit;

import java.time.Duration;

/** The unit of a bound. */
public enum Unit {
  /** Things held at the same time. */
  COUNT,
  /** Bytes. */
  BYTES,
  /** Milliseconds. */
  TIME,
  /** Bytes a second. */
  BYTES_A_SECOND,
  /** Messages a second. */
  MESSAGES_A_SECOND;

  private static final long KIB = 1024;

  /** Formats a value for the command line: {@code 100}, {@code 64k}, {@code 20s}, {@code off}. */
  public String text(long value) {
    if (value == 0) {
      return "off";
    }
    return switch (this) {
      case COUNT, MESSAGES_A_SECOND -> Long.toString(value);
      case BYTES, BYTES_A_SECOND -> bytes(value);
      case TIME -> time(Duration.ofMillis(value));
    };
  }

  private static String bytes(long value) {
    long rest = value;
    int power = 0;
    while (rest % KIB == 0 && power < 3) {
      rest /= KIB;
      power++;
    }
    return rest + "kmg".substring(Math.max(0, power - 1), power);
  }

  private static String time(Duration value) {
    if (value.toMillisPart() != 0) {
      return value.toMillis() + "ms";
    }
    if (value.toSecondsPart() != 0) {
      return value.toSeconds() + "s";
    }
    return value.toMinutesPart() == 0 ? value.toHours() + "h" : value.toMinutes() + "m";
  }
}
