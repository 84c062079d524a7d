package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is followed: {@linkplain PlainName one name}, {@linkplain DatedName a name with the date in
 * it}, or {@linkplain GlobName the newest of those that match}. Looks at folders; opens no file.
 */
public abstract sealed class TailName permits PlainName, DatedName, GlobName {

  private static final Pattern COMPRESSED =
      Pattern.compile(".*\\.(gz|bz2|xz|zst|br|lz4|lzo|lzma|Z|zip|7z|tgz)");

  private static final int LOOKS = 100;
  static final Pattern NUMBERED = Pattern.compile("(.*)\\.([0-9]{1,3})");

  /** Oldest first: by when they were last written to, then by name. */
  public static final Comparator<FileStat> BY_AGE =
      Comparator.comparingLong(FileStat::modifiedMicros).thenComparing(TailName::byName);

  private final String text;
  private final @Nullable Clock clock;

  TailName(String text) {
    this(text, null);
  }

  /** One that means another file by another clock. */
  TailName(String text, @Nullable Clock clock) {
    this.text = text;
    this.clock = clock;
  }

  /**
   * Reads a name as it is given on the command line. A file of exactly that name is meant as it is.
   *
   * @param clock says which file a dated name means now
   * @throws IllegalArgumentException if a {@code %} stands before what is no conversion
   */
  public static TailName parse(String text, Clock clock) {
    var path = Path.of(text).toAbsolutePath().normalize();
    if (path.toFile().exists()) {
      return new PlainName(path);
    }
    if (text.indexOf('%') >= 0) {
      return new DatedName(path, clock);
    }
    return text.matches(".*[*?\\[{].*") ? new GlobName(path) : new PlainName(path);
  }

  /** Whom a new reader gets; null if nothing is there. */
  public abstract @Nullable FileStat current() throws IOException;

  /** One look at the folders, which may be in the middle of a rotation. */
  abstract List<FileStat> list() throws IOException;

  /**
   * All generations that can be read, empty ones too, oldest first. A folder is not read at one
   * moment, so it is read until two looks agree: who shifts app.log.1 to app.log.2 is soon done.
   */
  public final List<FileStat> generations() throws IOException {
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

  private static List<Object> keys(List<FileStat> files) {
    return files.stream().map(FileStat::key).toList();
  }

  /**
   * What comes after the one being read, oldest first, none of it empty; nothing if that is still
   * the newest.
   *
   * @param live the one being read
   * @param known the files that were there when {@code live} was the newest
   * @param quiet whether {@link #telling} has told of no change since all that there is was known
   */
  public abstract List<FileStat> successors(FileStat live, SeenFiles known, boolean quiet)
      throws IOException;

  /**
   * Folders and files whose times of change tell that {@link #list} may find another file; none if
   * that cannot be told.
   */
  public abstract List<Path> telling() throws IOException;

  /** The newest generation that is not empty; null if there is none. */
  public final @Nullable FileStat newestWithBytes() throws IOException {
    var all = generations().stream().filter(file -> file.size() > 0).toList();
    return all.isEmpty() ? null : all.getLast();
  }

  /** Whether a file may be rotated by a copy and a truncation. */
  public boolean mayBeCopied() {
    return false;
  }

  /** Among these a copy is looked for of what was truncated, and what came in between. */
  public final List<FileStat> copies() throws IOException {
    return mayBeCopied() ? generations() : List.of();
  }

  /**
   * Whether a generation that came after this one has been deleted or compressed, as its name and
   * those of the others tell; the last step of a rotation may not have been made yet.
   */
  public boolean lacksNextOf(FileStat file) throws IOException {
    return false;
  }

  /** Generations that were compressed, and so cannot be read. */
  public List<FileStat> compressed() throws IOException {
    return List.of();
  }

  /** Whether a file that was known may come next all the same, as what is left. */
  public boolean fallsBackTo(FileStat file, SeenFiles known) {
    return false;
  }

  /** The folder to be told about by events. */
  public abstract Path folder();

  static boolean isCompressed(String name) {
    return COMPRESSED.matcher(name).matches();
  }

  /** app.log.2 is older than app.log.1; otherwise as the alphabet has it. */
  private static int byName(FileStat one, FileStat other) {
    var first = NUMBERED.matcher(one.path().toString());
    var second = NUMBERED.matcher(other.path().toString());
    if (first.matches() && second.matches() && first.group(1).equals(second.group(1))) {
      return Integer.compare(Integer.parseInt(second.group(2)), Integer.parseInt(first.group(2)));
    }
    return one.path().compareTo(other.path());
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof TailName name
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
