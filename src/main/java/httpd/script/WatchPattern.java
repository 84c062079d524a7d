package httpd.script;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Other files whose change reloads a handler file, as {@code --watch-also} names them: one file,
 * all files below a directory, or those that match a glob, in which {@code **} stands for any
 * number of directories. A hidden file counts only if the pattern is its name.
 */
public final class WatchPattern {

  /** Of more files, only so many are watched. */
  static final int MOST_FILES = 1000;

  /** The part of the pattern before its first wildcard. */
  private final Path base;

  /** For what is below the base; null if the pattern has no wildcard. */
  private final @Nullable PathMatcher below;

  private final int depth;
  private final String text;

  private WatchPattern(Path base, @Nullable PathMatcher below, int depth, String text) {
    this.base = base;
    this.below = below;
    this.depth = depth;
    this.text = text;
  }

  /** Reads a pattern, relative to the current directory. */
  public static WatchPattern of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    var path = Path.of(text).toAbsolutePath();
    var base = path.getRoot();
    int plain = 0;
    while (plain < path.getNameCount() && !isGlob(path.getName(plain))) {
      base = base.resolve(path.getName(plain++));
    }
    base = base.normalize();
    if (plain == path.getNameCount()) {
      return new WatchPattern(base, null, Integer.MAX_VALUE, text);
    }
    var glob = path.subpath(plain, path.getNameCount());
    int depth = text.contains("**") ? Integer.MAX_VALUE : glob.getNameCount();
    var below = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return new WatchPattern(base, below, depth, text);
  }

  private static boolean isGlob(Path name) {
    return name.toString().matches(".*[*?\\[{].*");
  }

  boolean matches(Path file) {
    return file.startsWith(base) && (below == null || below.matches(base.relativize(file)));
  }

  /** Finds the files that match now, at most {@value #MOST_FILES}. */
  Set<Path> find() {
    return find(MOST_FILES);
  }

  boolean isCutShort() {
    return find(MOST_FILES + 1).size() > MOST_FILES;
  }

  private Set<Path> find(int most) {
    var search = new Search(most);
    try {
      Files.walkFileTree(base, Set.of(FileVisitOption.FOLLOW_LINKS), depth, search);
      return search.found;
    } catch (IOException unreadable) {
      return search.found; // Until it can be read, it has no files.
    }
  }

  private final class Search extends SimpleFileVisitor<Path> {

    private final int most;
    private final Set<Path> found = new HashSet<>();

    Search(int most) {
      this.most = most;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isHidden(file) && matches(file)) {
        found.add(file);
      }
      return found.size() < most ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
      return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path file) {
      return !file.equals(base) && file.getFileName().toString().startsWith(".");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
