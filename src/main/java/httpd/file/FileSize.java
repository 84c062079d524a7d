package httpd.file;

import java.util.List;
import java.util.Locale;

/** The size of a file, as lists of files show it. */
public final class FileSize {

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private FileSize() {}

  /** Returns a size in the largest unit that it has one of, with two digits at least. */
  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.size() - 1) {
      value /= 1024;
      unit++;
    }
    var format = unit > 0 && value < 10 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, UNITS.get(unit));
  }
}
