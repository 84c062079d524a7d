package httpd.cli.option;

import httpd.script.WatchPattern;
import java.util.regex.PatternSyntaxException;

/** A value of {@code --watch-also}: a glob, a directory or a file. */
final class WatchGlob {

  private WatchGlob() {}

  static WatchPattern read(String value) {
    try {
      return WatchPattern.of(value);
    } catch (PatternSyntaxException e) {
      // The JDK opens a quotation mark there, and does not close it.
      throw wrong("it is not a glob: " + e.getDescription().replace("'", ""));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private static InvalidValueException wrong(String why) {
    return new InvalidValueException(why, "write --watch-also 'templates/*.html', or a directory");
  }
}
