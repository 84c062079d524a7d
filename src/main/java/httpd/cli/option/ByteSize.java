package httpd.cli.option;

import httpd.line.split.LineLimit;
import java.util.Locale;
import java.util.regex.Pattern;

/** The value of {@code --max-line}: {@code 5000}, {@code 64k}, {@code 1m} or {@code 1g}. */
final class ByteSize {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})([kmg]?)");

  private ByteSize() {}

  static int ofLine(String value) {
    long bytes = parse(value);
    if (bytes < LineLimit.LOWEST || bytes > LineLimit.HIGHEST) {
      throw new InvalidValueException(
          "a line's limit is a number of bytes, or one with k, m or g after it, from 1k to 1g",
          "--max-line 1m is the default; longer lines come in pieces");
    }
    return (int) bytes;
  }

  /** The number of bytes; 0 if {@code value} is not a size. */
  static long parse(String value) {
    var size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
    return size.matches() ? Long.parseLong(size.group(1)) * unit(size.group(2)) : 0;
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "k" -> 1024;
      case "m" -> 1024 * 1024;
      case "g" -> 1024 * 1024 * 1024;
      default -> 1;
    };
  }
}
