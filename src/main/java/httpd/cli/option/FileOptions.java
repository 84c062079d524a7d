package httpd.cli.option;

import httpd.file.CacheTimes;
import httpd.route.HeaderRule;
import java.util.List;
import java.util.Locale;

/** The values of {@code --cache} and {@code --header}, which the table of options has as text. */
final class FileOptions {

  private FileOptions() {}

  static String checkedCache(String value) {
    var _ = cache(List.of(value));
    return value;
  }

  /** Reads {@code KIND=TIME} for each. */
  static CacheTimes cache(List<String> values) {
    var all = CacheTimes.NONE;
    for (var value : values) {
      int equals = value.indexOf('=');
      var kind = value.substring(0, Math.max(equals, 0)).toLowerCase(Locale.ROOT);
      if (!CacheTimes.isKind(kind)) {
        throw new InvalidValueException(
            equals > 0 && CacheTimes.isKind("." + kind)
                ? kind + " is no kind of files; an ending begins with a dot, as ." + kind
                : "a kind of files and a time are needed, with = between",
            "--cache image=1d,.css=1h,text/html=off names a type, an ending, or a whole type");
      }
      all = all.with(kind, TimeSpan.readLong(value.substring(equals + 1)));
    }
    return all;
  }

  static String checkedField(String value) {
    try {
      var _ = HeaderRule.of(value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          String.valueOf(e.getMessage()),
          "write 'NAME: VALUE', or '/path/: NAME: VALUE' for all below /path/");
    }
  }
}
