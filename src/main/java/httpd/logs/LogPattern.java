package httpd.logs;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which files below a directory are served: all, or those that a glob matches, part by part of the
 * path, and all below a directory that it matches.
 *
 * @param parts a matcher for each number of parts that a path has, from 1 on; the last one is the
 *     whole glob; empty for all files
 * @param crosses whether a wildcard stands for slashes as well, so that any depth may match
 */
record LogPattern(List<Predicate<Path>> parts, boolean crosses) {

  static final LogPattern ALL = new LogPattern(List.of(), false);

  /**
   * Reads a glob.
   *
   * @param glob relative to the directory
   * @throws java.util.regex.PatternSyntaxException if it is not one
   */
  static LogPattern of(Path glob) {
    var parts = new ArrayList<Predicate<Path>>();
    for (int count = 1; count <= glob.getNameCount(); count++) {
      parts.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.subpath(0, count))::matches);
    }
    return new LogPattern(List.copyOf(parts), glob.toString().contains("**"));
  }

  boolean isOfAll() {
    return parts.isEmpty();
  }

  /** Whether a file, by its path from the directory, is served. */
  boolean takes(Path file) {
    return isOfAll() || isCovered(file);
  }

  /** Whether files below a directory may be served. */
  boolean mayBeAbove(Path directory) {
    int count = directory.getNameCount();
    return takes(directory)
        || crosses
        || (count < parts.size() && parts.get(count - 1).test(directory));
  }

  /** Whether the whole glob matches a path, or one above it. */
  private boolean isCovered(Path path) {
    for (int count = 1; count <= path.getNameCount(); count++) {
      if (parts.getLast().test(path.subpath(0, count))) {
        return true;
      }
    }
    return false;
  }
}
