package httpd.cli.option;

import httpd.cli.error.NearestWord;
import httpd.disk.SyncPolicy;
import httpd.topic.Retention;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code --sync} and {@code --keep}. The table of options has them as text, so that a
 * command without stores loads no class of them.
 */
final class StoreOptions {

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
  private static final String NONE = "off";
  private static final int MOST_PARTS = 3;

  private StoreOptions() {}

  static String checkedSync(String value) {
    var _ = sync(value);
    return value;
  }

  static SyncPolicy sync(@Nullable String value) {
    return switch (value) {
      case null -> SyncPolicy.DEFAULT;
      case "always" -> SyncPolicy.ALWAYS;
      case "os" -> SyncPolicy.BY_SYSTEM;
      case NONE ->
          throw new InvalidValueException(
              "events on disk are written through always, after a time, or when the system does",
              "write always, 100ms or another time, or os");
      default -> {
        var hint = "write always, 100ms or another time, or os";
        yield new SyncPolicy(
            time(
                value,
                NearestWord.to(value, List.of("always", "os"))
                    .map(near -> "did you mean " + near + "?")
                    .orElse(hint)));
      }
    };
  }

  private static Duration time(String value, String hint) {
    try {
      return TimeSpan.read(value);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), hint);
    }
  }

  static String checkedKeep(String value) {
    var _ = keep(value);
    return value;
  }

  /** Null stands for everything. */
  static Retention keep(@Nullable String value) {
    if (value == null) {
      return Retention.ALL;
    }
    var parts = value.split(",", -1);
    if (parts.length > MOST_PARTS) {
      throw wrong("it is a size, an age and a number of events, with commas between");
    }
    return new Retention(
        parts.length < MOST_PARTS ? Long.MAX_VALUE : count(parts[2]),
        size(parts[0]),
        parts.length < 2 ? null : age(parts[1]));
  }

  private static long size(String value) {
    long bytes = value.equals(NONE) ? Long.MAX_VALUE : ByteSize.parse(value);
    if (bytes <= 0) {
      throw wrong(
          "the first of the three is a size: 1 or more bytes, with k, m or g after it, or off");
    }
    return bytes;
  }

  private static @Nullable Duration age(String value) {
    if (value.equals(NONE)) {
      return null;
    }
    var age = TimeSpan.readLong(value);
    if (age.isZero()) {
      throw wrong("the second of the three is an age: a number with s, m, h or d after it, or off");
    }
    return age;
  }

  private static long count(String value) {
    long count =
        value.equals(NONE)
            ? Long.MAX_VALUE
            : COUNT.matcher(value).matches() ? Long.parseLong(value) : 0;
    if (count == 0) {
      throw wrong("the third of the three is a number of events: 1 or more, or off");
    }
    return count;
  }

  private static InvalidValueException wrong(String what) {
    return new InvalidValueException(
        what, "--keep 1g,7d,100000 keeps at most a gigabyte, a week and 100000 events of each log");
  }
}
