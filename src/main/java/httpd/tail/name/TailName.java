package httpd.tail.name;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name that is followed: {@linkplain PlainName one name}, {@linkplain DatedName a name with a
 * date in it}, or {@linkplain GlobName the newest file that matches}. Looks at directories; opens
 * no file.
 */
public abstract sealed class TailName permits PlainName, PatternName {

  private static final Pattern COMPRESSED =
      Pattern.compile("(.*)\\.(gz|bz2|xz|zst|br|lz4|lzo|lzma|Z|zip|7z|tgz)");

  private static final int LOOKS = 100;
  static final Pattern NUMBERED = Pattern.compile("(.*)\\.([0-9]{1,3})");

  /** Oldest first: by the time of the last write, then by name. */
  public static final Comparator<FileStat> BY_AGE =
      Comparator.comparingLong(FileStat::modifiedMicros)
          .thenComparing(FileStat::path, TailName::byName);

  private final String text;
  private final @Nullable Clock clock;

  TailName(String text, @Nullable Clock clock) {
    this.text = text;
    this.clock = clock;
  }

  /**
   * Parses a name as the command line gives it. If a file has exactly that name, it is meant.
   *
   * @param clock says which file a dated name means now
   * @throws IllegalArgumentException if a {@code %} is not followed by a date field
   */
  public static TailName parse(String text, Clock clock) {
    var path = Path.of(text).toAbsolutePath().normalize();
    if (path.toFile().exists()) {
      return new PlainName(path);
    }
    if (text.indexOf('%') >= 0) {
      return new DatedName(path, clock);
    }
    return GlobName.isGlob(text) ? new GlobName(path) : new PlainName(path);
  }

  /** Opens a file of this name. */
  public FileChannel open(FileStat file) throws IOException {
    return FileChannel.open(file.path(), StandardOpenOption.READ);
  }

  /** Returns the file that a new reader gets; null while no file has the name. */
  public abstract @Nullable FileStat current() throws IOException;

  /** Looks at the directories once, perhaps in the middle of a rotation. */
  abstract List<FileStat> list() throws IOException;

  /**
   * Lists all files of this name that can be read, empty ones included, oldest first. A directory
   * is not read atomically, so it is read until two looks agree: a rotation is soon done.
   */
  public final List<FileStat> files() throws IOException {
    var before = list();
    for (int i = 0; i < LOOKS; i++) {
      var now = list();
      if (keys(now).equals(keys(before))) {
        return now;
      }
      before = now;
    }
    return before;
  }

  /**
   * Lists the files as {@link #files} does, by names that were read a moment ago: those that have
   * come since are missing.
   */
  public List<FileStat> files(DirectoryNames names) throws IOException {
    return files();
  }

  static List<Object> keys(List<FileStat> files) {
    return files.stream().map(FileStat::key).toList();
  }

  /** Lists the files later than the live one, except empty ones; {@code seen} were there before. */
  public abstract List<FileStat> laterThan(FileStat live, SeenFiles seen, boolean unchanged)
      throws IOException;

  /**
   * Returns directories and files whose modification times show that {@link #list} may find another
   * file; none if nothing shows that.
   */
  public abstract List<Path> changeIndicators() throws IOException;

  public final @Nullable FileStat newestNonEmpty() throws IOException {
    var all = files().stream().filter(file -> file.size() > 0).toList();
    return all.isEmpty() ? null : all.getLast();
  }

  /** Whether a file may be rotated by a copy and a truncation. */
  public boolean mayBeCopied() {
    return false;
  }

  /** Lists the files among which a copy of a truncated file may be. */
  public final List<FileStat> possibleCopies() throws IOException {
    return mayBeCopied() ? files() : List.of();
  }

  /**
   * Whether the next file after this one was deleted or compressed, as the names of the others
   * show; the last step of a rotation may still be missing.
   */
  public boolean hasGapAfter(FileStat file) throws IOException {
    return false;
  }

  /**
   * Whether a file of a number below that of a compressed one is not there any more, or not yet.
   */
  public boolean isNumberMissingBelow(FileStat compressed) throws IOException {
    return false;
  }

  /** Lists the files that were compressed, and so cannot be read. */
  public List<FileStat> compressed() throws IOException {
    return List.of();
  }

  /** Whether a file that was seen before may come next all the same, as the newest one left. */
  public boolean isFallback(FileStat file, SeenFiles seen) {
    return false;
  }

  /** Returns the directory whose events are of interest. */
  public abstract Path directory();

  public static boolean isCompressed(String name) {
    return COMPRESSED.matcher(name).matches();
  }

  /** app.log.2 is older than app.log.1; otherwise in alphabetical order. */
  private static int byName(Path one, Path other) {
    var first = NUMBERED.matcher(one.toString());
    var second = NUMBERED.matcher(other.toString());
    if (first.matches() && second.matches() && first.group(1).equals(second.group(1))) {
      return Integer.compare(Integer.parseInt(second.group(2)), Integer.parseInt(first.group(2)));
    }
    return one.compareTo(other);
  }

  /** Whether a file, which may be compressed, is older both by its time and by its name. */
  public static boolean isOlder(FileStat one, FileStat other) {
    return one.modifiedMicros() < other.modifiedMicros()
        && byName(uncompressed(one), uncompressed(other)) < 0;
  }

  /** The name that a file had before it was compressed. */
  static Path uncompressed(FileStat file) {
    var name = COMPRESSED.matcher(file.path().toString());
    return name.matches() ? Path.of(name.group(1)) : file.path();
  }

  /** Whether another name with the same text may lead to the same files. */
  boolean isSameKind(TailName other) {
    return true;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof TailName name
        && isSameKind(name)
        && name.isSameKind(this)
        && text.equals(name.text)
        && Objects.equals(clock, name.clock);
  }

  @Override
  public final int hashCode() {
    return text.hashCode();
  }

  @Override
  public final String toString() {
    return text;
  }
}
