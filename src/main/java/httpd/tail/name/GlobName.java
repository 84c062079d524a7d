package httpd.tail.name;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest of the files that match {@code *}, {@code ?}, <code>[a-z]</code> or <code>{a,b}</code>
 * in any part of a path. The next one is a file that was not there before. When the live file
 * disappears, the newest of those that are left comes next, from its end.
 */
final class GlobName extends PatternName {

  GlobName(Path pattern) {
    super(pattern, null);
  }

  static boolean isGlob(String text) {
    return text.matches(".*[*?\\[{].*");
  }

  @Override
  @Nullable Predicate<String> matcher(String part) {
    if (!isGlob(part)) {
      return null;
    }
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
    return name ->
        (part.startsWith(".") || !name.startsWith("."))
            && !isCompressed(name)
            && matcher.matches(Path.of(name));
  }

  @Override
  List<FileStat> list() throws IOException {
    return matching().stream().sorted(BY_AGE).toList();
  }

  @Override
  public List<FileStat> laterThan(FileStat live, SeenFiles seen, boolean unchanged)
      throws IOException {
    if (unchanged) {
      return List.of();
    }
    var all = files();
    var unseen = all.stream().filter(file -> file.size() > 0 && !seen.has(file)).toList();
    boolean vanished = all.stream().noneMatch(file -> file.isSameAs(live));
    return unseen.isEmpty() && vanished && !all.isEmpty() ? List.of(all.getLast()) : unseen;
  }

  @Override
  public boolean isFallback(FileStat file, SeenFiles seen) {
    return seen.has(file);
  }

  @Override
  public List<Path> changeIndicators() {
    return isInOneDirectory() ? List.of(directory()) : List.of();
  }
}
