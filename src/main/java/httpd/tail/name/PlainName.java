package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One name, whose file is rotated away now and then. Its older generations stand beside it: {@code
 * app.log.1}, {@code app.log-20260101}, {@code app-2026-01-01.log}; for a link also beside the file
 * that it points to.
 */
public non-sealed class PlainName extends TailName {

  private static final String SUFFIX =
      "([.\\-_]([0-9][0-9A-Za-z:+_.\\-]*|old|bak|prev|last|save)|~)";
  private static final String STAMP = "[.\\-_][0-9][0-9:+_.\\-TZ]*";

  /** Two of the kernel's, by which one rename may set two times. */
  private static final Duration CLOCK_TICKS = Duration.ofMillis(20);

  private final Path path;

  public PlainName(Path path) {
    super(path.toString());
    this.path = path;
  }

  @Override
  public @Nullable FileStat current() throws IOException {
    return FileStat.at(path);
  }

  @Override
  List<FileStat> list() throws IOException {
    var current = current();
    var all = new ArrayList<FileStat>();
    var keys = new HashSet<Object>();
    if (current != null) {
      keys.add(current.key());
    }
    for (var file : siblings()) {
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
  public List<FileStat> successors(FileStat live, SeenFiles known, boolean quiet)
      throws IOException {
    var current = current();
    if (current == null || current.isSameAs(live)) {
      return List.of();
    }
    var all = new ArrayList<>(generations());
    all.removeIf(file ->
        file.size() == 0 || file.isSameAs(live) || (known.has(file) && !file.path().equals(path)));
    return all;
  }

  @Override
  public boolean mayBeCopied() {
    return true;
  }

  /**
   * The larger number is the older one. In a rotation the newest number is free for a moment, but
   * the folder has not changed since the one above it got its name.
   */
  @Override
  public boolean lacksNextOf(FileStat file) throws IOException {
    var name = NUMBERED.matcher(file.path().toString());
    if (!name.matches() || !name.group(1).equals(path.toString())) {
      return false;
    }
    int number = Integer.parseInt(name.group(2));
    var above = file.path();
    for (int below = number - 1; below >= 1; below--) {
      var next = numbered(name, below);
      if (!Files.exists(next)) {
        return !isNumberedUpwards(name, file) && hasChangedSince(above);
      }
      above = next;
    }
    return false;
  }

  private static Path numbered(MatchResult like, int number) {
    return Path.of(like.group(1) + "." + number);
  }

  private boolean isNumberedUpwards(MatchResult like, FileStat file) throws IOException {
    int number = Integer.parseInt(like.group(2));
    for (var other : siblings()) {
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

  /** Whether something was renamed, made or deleted in the folder after this file was renamed. */
  private static boolean hasChangedSince(Path file) throws IOException {
    try {
      var renamed = (FileTime) Files.getAttribute(file, "unix:ctime");
      var changed = Files.getLastModifiedTime(Objects.requireNonNull(file.getParent()));
      return changed.toInstant().isAfter(renamed.toInstant().plus(CLOCK_TICKS));
    } catch (UnsupportedOperationException | IllegalArgumentException | NoSuchFileException e) {
      return false; // It cannot be told.
    }
  }

  @Override
  public List<FileStat> compressed() throws IOException {
    return DirectoryListing.files(
        new DirectoryListing(folder())
            .entries(entry -> older(path).test(entry) && isCompressed(entry)));
  }

  @Override
  public List<Path> telling() throws IOException {
    if (!Files.isSymbolicLink(path)) {
      return List.of(folder());
    }
    return Files.exists(path)
        ? List.of(folder(), Objects.requireNonNull(path.toRealPath().getParent()))
        : List.of(); // What it leads to may come in any folder.
  }

  @Override
  public Path folder() {
    return Objects.requireNonNullElse(path.getParent(), path);
  }

  private List<FileStat> siblings() throws IOException {
    var paths = new ArrayList<>(siblingsOf(path));
    if (Files.exists(path)) {
      var real = path.toRealPath();
      if (!real.equals(path)) {
        paths.addAll(siblingsOf(real));
      }
    }
    return DirectoryListing.files(paths);
  }

  private static List<Path> siblingsOf(Path path) throws IOException {
    var older = older(path);
    return new DirectoryListing(Objects.requireNonNullElse(path.getParent(), path))
        .entries(entry -> older.test(entry) && !isCompressed(entry));
  }

  private static Predicate<String> older(Path path) {
    var name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    var stem = Pattern.quote(dot > 0 ? name.substring(0, dot) : name);
    var extension = Pattern.quote(dot > 0 ? name.substring(dot) : "");
    return Pattern.compile(Pattern.quote(name) + SUFFIX + "|" + stem + STAMP + extension)
        .asMatchPredicate();
  }
}
