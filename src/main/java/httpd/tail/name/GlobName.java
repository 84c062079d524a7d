package httpd.tail.name;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest of the files that match {@code *}, {@code ?}, <code>[a-z]</code> or <code>{a,b}</code>
 * in any part of a path. The next one is a file that was not there before. When the one being read
 * disappears, the newest of those that are left comes next, from where it ends.
 */
final class GlobName extends TailName {

  private final Path pattern;

  GlobName(Path pattern) {
    super(pattern.toString());
    this.pattern = pattern;
  }

  @Override
  public @Nullable FileStat current() throws IOException {
    var all = generations();
    return all.isEmpty() ? null : all.getLast();
  }

  @Override
  List<FileStat> list() throws IOException {
    List<Path> found = List.of(pattern.getRoot());
    for (var part : pattern) {
      found = below(found, part.toString());
    }
    var files = new ArrayList<>(DirectoryListing.files(found));
    files.sort(BY_AGE);
    return files;
  }

  @Override
  public List<FileStat> successors(FileStat live, SeenFiles known, boolean quiet)
      throws IOException {
    if (quiet) {
      return List.of();
    }
    var all = generations();
    var unknown = all.stream().filter(file -> file.size() > 0 && !known.has(file)).toList();
    boolean vanished = all.stream().noneMatch(file -> file.isSameAs(live));
    return unknown.isEmpty() && vanished && !all.isEmpty() ? List.of(all.getLast()) : unknown;
  }

  @Override
  public boolean fallsBackTo(FileStat file, SeenFiles known) {
    return known.has(file);
  }

  @Override
  public List<Path> telling() {
    return folder().equals(pattern.getParent()) ? List.of(folder()) : List.of();
  }

  @Override
  public Path folder() {
    var folder = pattern.getRoot();
    for (var part : pattern) {
      if (isGlob(part.toString())) {
        break;
      }
      folder = folder.resolve(part);
    }
    return folder;
  }

  private static List<Path> below(List<Path> folders, String part) throws IOException {
    var found = new ArrayList<Path>();
    for (var folder : folders) {
      if (isGlob(part)) {
        found.addAll(new DirectoryListing(folder).entries(wanted(part)));
      } else {
        found.add(folder.resolve(part));
      }
    }
    return found;
  }

  private static Predicate<String> wanted(String part) {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
    return name ->
        (part.startsWith(".") || !name.startsWith("."))
            && !isCompressed(name)
            && matcher.matches(Path.of(name));
  }

  private static boolean isGlob(String part) {
    return part.matches(".*[*?\\[{].*");
  }
}
