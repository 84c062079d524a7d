package httpd.tail.name;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that files get by rotation: {@code app.log.1}, {@code app.log-20260101}, {@code
 * app-2026-01-01.log}, also compressed.
 */
public final class RotatedName {

  private static final String SUFFIX =
      "([.\\-_]([0-9][0-9A-Za-z:+_.\\-]*|old|bak|prev|last|save)|~)";
  private static final String STAMP = "[.\\-_][0-9][0-9:+_.\\-TZ]*";

  /** Before what a rotation adds. */
  private static final String SEPARATORS = ".-_~";

  private static final Pattern COMPRESSION = Pattern.compile("\\.[A-Za-z0-9]{1,4}$");

  private RotatedName() {}

  /** Returns which names are those of rotated files of a name. */
  static Predicate<String> of(String name) {
    int dot = name.lastIndexOf('.');
    var stem = dot > 0 ? name.substring(0, dot) : name;
    var extension = Pattern.quote(dot > 0 ? name.substring(dot) : "");
    var pattern =
        Pattern.compile(
            Pattern.quote(name) + SUFFIX + "|" + Pattern.quote(stem) + STAMP + extension);
    // Most names of a large directory begin otherwise.
    return other -> other.startsWith(stem) && pattern.matcher(other).matches();
  }

  /**
   * Returns the name of the log that a file was rotated away from; null if it is of none.
   *
   * @param isLog which names are there
   */
  public static @Nullable String logOf(String name, Predicate<String> isLog) {
    var plain = TailName.isCompressed(name) ? COMPRESSION.matcher(name).replaceFirst("") : name;
    if (!plain.equals(name) && isLog.test(plain)) {
      return plain;
    }
    for (int i = 1; i < plain.length(); i++) {
      if (SEPARATORS.indexOf(plain.charAt(i)) >= 0) {
        var log = logOf(plain, i, isLog);
        if (log != null) {
          return log;
        }
      }
    }
    return null;
  }

  private static @Nullable String logOf(String name, int separator, Predicate<String> isLog) {
    var before = name.substring(0, separator);
    int dot = name.lastIndexOf('.');
    var around = dot > separator ? before + name.substring(dot) : before;
    for (var log : new String[] {before, around}) {
      if (isLog.test(log) && of(log).test(name)) {
        return log;
      }
    }
    return null;
  }
}
