package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * One name, whose file is rotated now and then. The rotated files are beside it: {@code app.log.1},
 * {@code app.log-20260101}, {@code app-2026-01-01.log}; for a link also beside its target.
 */
public non-sealed class PlainName extends TailName {

  /** Two clock ticks of the kernel: one rename may set two times that differ so much. */
  private static final Duration CLOCK_TICKS = Duration.ofMillis(20);

  /** A program that rotates logs may be stopped between two renames, or compress a file there. */
  private static final Duration ROTATION = Duration.ofMillis(400);

  final Path path;
  private final Predicate<String> rotated;

  public PlainName(Path path) {
    super(path.toString(), null);
    this.path = path;
    this.rotated = RotatedName.of(fileName(path));
  }

  @Override
  public @Nullable FileStat current() throws IOException {
    return FileStat.at(path);
  }

  /** Lists the entries of a directory whose names are wanted. */
  interface Entries {
    List<Path> of(Path directory, Predicate<String> wanted) throws IOException;
  }

  @Override
  final List<FileStat> list() throws IOException {
    return list(DirectoryListing::entries);
  }

  @Override
  public final List<FileStat> files(DirectoryNames names) throws IOException {
    return list(names::entries);
  }

  List<FileStat> list(Entries entries) throws IOException {
    var current = current();
    var all = new ArrayList<FileStat>();
    var keys = new HashSet<Object>();
    if (current != null) {
      keys.add(current.key());
    }
    for (var file : siblings(entries)) {
      if (keys.add(file.key())) {
        all.add(file);
      }
    }
    all.sort(BY_AGE);
    if (current != null) {
      all.add(current);
    }
    return all;
  }

  @Override
  public List<FileStat> laterThan(FileStat live, SeenFiles seen, boolean unchanged)
      throws IOException {
    var current = current();
    if (current == null || current.isSameAs(live)) {
      return List.of();
    }
    var all = new ArrayList<>(files());
    all.removeIf(file ->
        file.size() == 0 || file.isSameAs(live) || (seen.has(file) && !file.path().equals(path)));
    return all;
  }

  @Override
  public boolean mayBeCopied() {
    return true;
  }

  /**
   * The larger number is the older file. During a rotation the newest number is free for a moment,
   * but then the directory has not changed since the file above it was renamed.
   *
   * @throws NoSuchFileException if the newest number is free, and that may be for a moment: other
   *     logs of the directory come and go meanwhile
   */
  @Override
  public boolean hasGapAfter(FileStat file) throws IOException {
    var name = NUMBERED.matcher(file.path().toString());
    if (!name.matches() || !name.group(1).equals(path.toString())) {
      return false;
    }
    int number = Integer.parseInt(name.group(2));
    var above = file.path();
    for (int below = number - 1; below >= 1; below--) {
      var next = numbered(name, below);
      if (!Files.exists(next)) {
        boolean isGap = !isNumberedUpwards(name, file) && hasChangedSince(above);
        if (isGap && below == 1 && isBeingRotated(above) && !isCompressed(next)) {
          throw new NoSuchFileException(next.toString(), null, "is not there yet");
        }
        return isGap;
      }
      above = next;
    }
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * @throws NoSuchFileException if it may be missing for a moment only, as in {@link #hasGapAfter}
   */
  @Override
  public boolean isNumberMissingBelow(FileStat compressed) throws IOException {
    var name = NUMBERED.matcher(uncompressed(compressed).toString());
    if (!name.matches() || !name.group(1).equals(path.toString())) {
      return false;
    }
    for (int below = Integer.parseInt(name.group(2)) - 1; below >= 1; below--) {
      var next = numbered(name, below);
      if (!Files.exists(next) && !isCompressed(next)) {
        if (isBeingRotated(compressed.path())) {
          throw new NoSuchFileException(next.toString(), null, "is not there yet");
        }
        return true;
      }
    }
    return false;
  }

  private static Path numbered(MatchResult like, int number) {
    return Path.of(like.group(1) + "." + number);
  }

  private boolean isNumberedUpwards(MatchResult like, FileStat file) throws IOException {
    int number = Integer.parseInt(like.group(2));
    for (var other : siblings(DirectoryListing::entries)) {
      var name = NUMBERED.matcher(other.path().toString());
      if (name.matches()
          && name.group(1).equals(like.group(1))
          && Integer.compare(Integer.parseInt(name.group(2)), number)
                  * Long.compare(other.modifiedMicros(), file.modifiedMicros())
              > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a file is there under its name and what a compression adds. */
  private boolean isCompressed(Path file) throws IOException {
    return compressed().stream().anyMatch(each -> each.path().toString().startsWith(file + "."));
  }

  /** Whether a file was renamed so recently that the next one may be about to be. */
  private static boolean isBeingRotated(Path file) throws IOException {
    var age = Duration.between(renamed(file).toInstant(), Instant.now());
    return !age.isNegative() && age.compareTo(ROTATION) < 0;
  }

  private static FileTime renamed(Path file) throws IOException {
    return (FileTime) Files.getAttribute(file, "unix:ctime");
  }

  /** Whether something was created, renamed or deleted beside this file after its renaming. */
  private static boolean hasChangedSince(Path file) throws IOException {
    try {
      var renamed = renamed(file);
      var changed = Files.getLastModifiedTime(Objects.requireNonNull(file.getParent()));
      return changed.toInstant().isAfter(renamed.toInstant().plus(CLOCK_TICKS));
    } catch (UnsupportedOperationException | IllegalArgumentException | NoSuchFileException e) {
      return false; // The file system does not tell.
    }
  }

  @Override
  public List<FileStat> compressed() throws IOException {
    return DirectoryListing.files(
        DirectoryListing.entries(directory(), entry -> rotated.test(entry) && isCompressed(entry)));
  }

  @Override
  public List<Path> changeIndicators() throws IOException {
    if (!Files.isSymbolicLink(path)) {
      return List.of(directory());
    }
    return Files.exists(path)
        ? List.of(directory(), Objects.requireNonNull(path.toRealPath().getParent()))
        : List.of(); // The target may be created in any directory.
  }

  @Override
  public Path directory() {
    return Objects.requireNonNullElse(path.getParent(), path);
  }

  private List<FileStat> siblings(Entries entries) throws IOException {
    var paths = new ArrayList<>(siblingsOf(entries, path, rotated));
    if (Files.exists(path)) {
      var real = path.toRealPath();
      if (!real.equals(path)) {
        paths.addAll(siblingsOf(entries, real, RotatedName.of(fileName(real))));
      }
    }
    return DirectoryListing.files(paths);
  }

  private static List<Path> siblingsOf(Entries entries, Path path, Predicate<String> rotated)
      throws IOException {
    return entries.of(
        Objects.requireNonNullElse(path.getParent(), path),
        entry -> rotated.test(entry) && !isCompressed(entry));
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }
}
