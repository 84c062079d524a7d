package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A name that means many files: parts of its path are patterns. */
abstract sealed class PatternName extends TailName permits DatedName, GlobName {

  final Path pattern;

  PatternName(Path pattern, @Nullable Clock clock) {
    super(pattern.toString(), clock);
    this.pattern = pattern;
  }

  /** Returns which entries of a directory match a part of the path; null if it is not a pattern. */
  abstract @Nullable Predicate<String> matcher(String part);

  @Override
  public final @Nullable FileStat current() throws IOException {
    var all = files();
    return all.isEmpty() ? null : all.getLast();
  }

  final List<FileStat> matching() throws IOException {
    List<Path> found = List.of(pattern.getRoot());
    for (var part : pattern) {
      found = matching(found, part.toString());
    }
    return DirectoryListing.files(found);
  }

  private List<Path> matching(List<Path> directories, String part) throws IOException {
    var matcher = matcher(part);
    var found = new ArrayList<Path>();
    for (var directory : directories) {
      if (matcher == null) {
        found.add(directory.resolve(part));
      } else {
        found.addAll(DirectoryListing.entries(directory, matcher));
      }
    }
    return found;
  }

  /** Returns the directory above the first part that is a pattern. */
  @Override
  public final Path directory() {
    var directory = pattern.getRoot();
    for (var part : pattern) {
      if (matcher(part.toString()) != null) {
        break;
      }
      directory = directory.resolve(part);
    }
    return directory;
  }

  /** Whether only the last part is a pattern, so that all files are in one directory. */
  final boolean isInOneDirectory() {
    return directory().equals(pattern.getParent());
  }
}
