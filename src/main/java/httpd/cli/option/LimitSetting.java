package httpd.cli.option;

import httpd.cli.error.NearestWord;
import httpd.limit.Bound;
import httpd.limit.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A bound and its value in the bound's unit, 0 for none; {@code --limit head-time=10s}. */
public record LimitSetting(Bound bound, long value) {

  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");

  public static List<String> names() {
    return settable().stream().map(Bound::title).toList();
  }

  private static List<Bound> settable() {
    return Arrays.stream(Bound.values())
        .filter(bound -> bound.option().startsWith("--limit "))
        .toList();
  }

  private static String standard(Bound bound) {
    return bound.unit().text(bound.standard());
  }

  static LimitSetting read(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new InvalidValueException(
          "a limit is NAME=VALUE", "write --limit connections=1000, or --limit head-time=10s");
    }
    var value = text.substring(equals + 1);
    var bound = bound(text.substring(0, equals), value);
    return new LimitSetting(bound, value(bound, value));
  }

  private static Bound bound(String name, String value) {
    var bound = Bound.named(name).orElseThrow(() -> unknown(name));
    if (!settable().contains(bound)) {
      throw new InvalidValueException(
          bound + " has an option of its own", "write " + bound.option(value));
    }
    return bound;
  }

  private static InvalidValueException unknown(String name) {
    var names = names();
    return new InvalidValueException(
        "there is no limit " + name,
        NearestWord.to(name, names)
            .map(near -> "did you mean " + near + "?")
            .orElse("the limits are " + String.join(", ", names)));
  }

  static long value(Bound bound, String text) {
    if (text.equals("off")) {
      return 0;
    }
    try {
      return switch (bound.unit()) {
        case COUNT, MESSAGES_A_SECOND -> count(text);
        case BYTES, BYTES_A_SECOND -> size(text);
        case TIME -> TimeSpan.read(text).toMillis();
      };
    } catch (IllegalArgumentException | InvalidValueException e) {
      throw wrong(bound);
    }
  }

  private static InvalidValueException wrong(Bound bound) {
    return new InvalidValueException(
        bound + " is " + range(bound.unit()) + ", or off",
        "the default is " + bound.option(standard(bound)));
  }

  private static String range(Unit unit) {
    return switch (unit) {
      case COUNT -> "a number from 1 to 999999999";
      case BYTES -> "a number of bytes, or one with k, m or g after it";
      case TIME -> "a time such as 500ms, 20s, 5m or 1h";
      case BYTES_A_SECOND -> "a number of bytes a second, or one with k, m or g after it";
      case MESSAGES_A_SECOND -> "a number of messages a second";
    };
  }

  private static long size(String text) {
    long bytes = ByteSize.parse(text);
    if (bytes == 0) {
      throw new IllegalArgumentException(text);
    }
    return bytes;
  }

  private static long count(String text) {
    if (!COUNT.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return Long.parseLong(text);
  }
}
