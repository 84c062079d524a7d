package httpd.logs;

import httpd.file.ServedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The directory whose files are served, or those of them that a pattern takes.
 *
 * @param text as the command line has it, with the slash at its end
 * @param path of the directory, which may be a link that is changed
 */
public record LogDirectory(String text, Path path, LogPattern pattern) {

  /** Directories on the way to a file, at most. */
  static final int DEEPEST = 4;

  private static final String WILDCARDS = "*?[{";

  /**
   * Reads what stands after {@code tail:}. A name that is there is meant, whatever it contains.
   *
   * @throws IllegalArgumentException if it is not a path or not a glob
   */
  public static LogDirectory parse(String text) {
    var path = Path.of(text);
    if (Files.exists(path) || !isGlob(text)) {
      return new LogDirectory(text, path, LogPattern.ALL);
    }
    var absolute = path.toAbsolutePath().normalize();
    var directory = absolute.getRoot();
    int parts = 0;
    while (!isGlob(absolute.getName(parts).toString())) {
      directory = directory.resolve(absolute.getName(parts));
      parts++;
    }
    var glob = absolute.subpath(parts, absolute.getNameCount());
    return new LogDirectory(text, directory, LogPattern.of(glob));
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  /** Resolves the directory now. */
  ServedDirectory resolve() throws IOException {
    return ServedDirectory.at(path);
  }

  /** Whether a client may ask for a name: one that the list could have. */
  boolean takes(String name) {
    var parts = name.split("/", -1);
    try {
      return parts.length <= DEEPEST + 1
          && Arrays.stream(parts).allMatch(LogDirectory::isVisible)
          && pattern.takes(Path.of(name));
    } catch (InvalidPathException impossible) {
      return false;
    }
  }

  static boolean isVisible(String part) {
    return ServedDirectory.isVisible(part) && part.charAt(0) != '.';
  }

  /** The name of the directory itself, for a heading. */
  String title() {
    var name = path.toAbsolutePath().normalize().getFileName();
    return pattern.isOfAll() && name != null ? name + "/" : text;
  }

  /** The directory above a name, with a slash at its end; "" for none. */
  static String above(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  static @Nullable String plainName(Path file) {
    var name = file.getFileName();
    return name == null ? null : name.toString();
  }

  @Override
  public String toString() {
    return "tail:" + text;
  }
}
