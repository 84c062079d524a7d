package httpd.file;

import httpd.PercentEncoding;
import httpd.line.blocking.LongWork;
import httpd.line.log.ServerLog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a folder, as far as it can be asked for.
 *
 * @param entries in no order
 * @param isComplete whether these are all: at most {@value #MOST} are looked at, and one that
 *     cannot be looked at is missing
 */
record Listing(List<Entry> entries, boolean isComplete) {

  static final int MOST = 10_000;

  /**
   * Entries after which other requests get their turn: the thread is virtual, and nothing else
   * takes the processor from it. So one more listing than may be made is refused at once, instead
   * of waiting in front of all other requests.
   */
  private static final int TURN = 256;

  private static final System.Logger LOG = ServerLog.named(Listing.class.getName());

  /**
   * A file or a folder.
   *
   * @param size in bytes; 0 for a folder
   */
  record Entry(String name, boolean isFolder, long size, Instant modified) {

    /** Its name, as a segment of a URL, with a slash behind a folder. */
    String reference() {
      return PercentEncoding.encode(name) + (isFolder ? "/" : "");
    }
  }

  /** By what it is sorted; folders always come first. */
  enum Order {
    NAME,
    SIZE,
    DATE;

    private Comparator<Entry> comparator() {
      var first =
          switch (this) {
            case NAME -> Comparator.comparing(Entry::name, String.CASE_INSENSITIVE_ORDER);
            case SIZE -> Comparator.comparingLong(Entry::size);
            case DATE -> Comparator.comparing(Entry::modified);
          };
      return first.thenComparing(Entry::name);
    }
  }

  /** Looks into a folder, a real path inside {@code inside}. */
  static Listing of(ServedDirectory inside, Path folder) throws IOException {
    var entries = new ArrayList<Entry>();
    boolean isComplete = true;
    try (var files = Files.newDirectoryStream(folder)) {
      int seen = 0;
      for (var file : files) {
        if (++seen > MOST) {
          return new Listing(entries, false);
        }
        if (seen % TURN == 0) {
          LongWork.giveTurn();
        }
        try {
          var entry = entry(inside, file);
          if (entry != null) {
            entries.add(entry);
          }
        } catch (IOException e) {
          LOG.log(System.Logger.Level.WARNING, "left out of a listing: " + e);
          isComplete = false;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new Listing(entries, isComplete);
  }

  List<Entry> sorted(Order by, boolean descending) {
    var order = descending ? by.comparator().reversed() : by.comparator();
    return entries.stream()
        .sorted(Comparator.comparing(Entry::isFolder).reversed().thenComparing(order))
        .toList();
  }

  /**
   * Null for what is hidden, leads outside, is a special file, or is gone by now; else it fails.
   */
  private static @Nullable Entry entry(ServedDirectory inside, Path file) throws IOException {
    var name = String.valueOf(file.getFileName());
    if (name.startsWith(".") || !ServedDirectory.isVisible(name) || !isText(file, name)) {
      return null;
    }
    try {
      var attributes = attributes(file, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        if (!file.toRealPath().startsWith(inside.root())) {
          return null;
        }
        attributes = attributes(file);
      }
      boolean isFolder = attributes.isDirectory();
      return isFolder || attributes.isRegularFile()
          ? new Entry(
              name,
              isFolder,
              isFolder ? 0 : attributes.size(),
              attributes.lastModifiedTime().toInstant())
          : null;
    } catch (AccessDeniedException notForUs) {
      return null;
    } catch (FileSystemException e) {
      if (Absence.isTold(e) || Absence.isLoop(e)) {
        return null;
      }
      throw e;
    }
  }

  /** Whether the name leads to the file: its bytes may be no text in the encoding of names. */
  private static boolean isText(Path file, String name) {
    try {
      return file.resolveSibling(name).equals(file);
    } catch (InvalidPathException otherBytes) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path file, LinkOption... options)
      throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, options);
  }
}
